/** A refusal in no wire's words. */
export interface Refusal {
  status: number;
  message: string;
  /** The vendor's word for the kind of error, where the status alone doesn't tell. */
  type?: string;
  /** What of the request it is about. */
  param?: string | null;
  code?: string | null;
  /** More for a vendor that says more. */
  details?: readonly unknown[];
  headers?: Record<string, string>;
}

/** What every answer of a vendor has in common, errors above all. */
export interface Wire {
  headers(facts: { requestId: string; elapsedMs: number }): Record<string, string>;
  errorBody(refusal: Refusal, requestId: string): unknown;
  /** Where a part of an error travels beside the body. */
  errorHeaders?(refusal: Refusal): Record<string, string>;
}

/** Something is wrong with the request. */
export function badRequest(message: string, param: string | null = null, code: string | null = null): Refusal {
  return { status: 400, message, param, code };
}

/** The error that `@sandbox status=…` asks for. */
export function steeredRefusal(steering: { status: number; retryAfter?: number; errorCode?: string }): Refusal {
  return {
    status: steering.status,
    message: `The sandbox was told to answer with status ${steering.status}.`,
    ...(steering.errorCode === undefined ? {} : { code: steering.errorCode }),
    ...(steering.retryAfter === undefined ? {} : { headers: { 'retry-after': String(steering.retryAfter) } }),
  };
}

/** The error that `@sandbox error_after=…` puts into a stream. */
export const STREAM_FAILURE: Refusal = {
  status: 503,
  message: 'The sandbox was told to fail in mid-stream.',
};
