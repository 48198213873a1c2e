/** Google's error object (google.rpc.Status, https://google.aip.dev/193), as the Gemini API and its SDKs have it. */
import type { ApiError } from './api-error.js';
import { CATALOGUE } from './catalogue.js';

/** One entry of `details`; `@type` says which of Google's kinds it is. */
export type GeminiErrorDetail = { '@type': string } & Readonly<Record<string, unknown>>;

export interface GeminiErrorBody {
  error: {
    /** The HTTP status. */
    code: number;
    message: string;
    /** Google's canonical code. */
    status: string;
    details: GeminiErrorDetail[];
  };
}

/** Google's own table of canonical codes (google/rpc/code.proto), and the nearest where it has none. */
const CANONICAL: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'FAILED_PRECONDITION',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  410: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  426: 'FAILED_PRECONDITION',
  431: 'INVALID_ARGUMENT',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const TYPE = 'type.googleapis.com/google.rpc.';

/**
 * Renders an error for callers of the Gemini surface. `requestId` is the prefixed id. The catalogue's code is the reason
 * of an `ErrorInfo`, in capitals; the parameter at fault a `BadRequest`; the time to wait a `RetryInfo`.
 */
export function geminiErrorBody(error: ApiError, requestId: string): GeminiErrorBody {
  const { fix, type } = CATALOGUE[error.code];
  const details: GeminiErrorDetail[] = [
    { '@type': `${TYPE}ErrorInfo`, reason: error.code.toUpperCase(), domain: 'gateway', metadata: { type, fix } },
    { '@type': `${TYPE}RequestInfo`, requestId },
  ];
  if (error.param !== null) {
    const fieldViolations = [{ field: error.param, description: error.message }];
    details.push({ '@type': `${TYPE}BadRequest`, fieldViolations });
  }
  if (error.retryAfterSeconds !== null) {
    details.push({ '@type': `${TYPE}RetryInfo`, retryDelay: `${error.retryAfterSeconds}s` });
  }
  const status = CANONICAL[error.status] ?? 'UNKNOWN';
  return { error: { code: error.status, message: error.message, status, details } };
}
