import type { Refusal, Wire } from '../exchange/wire.js';

/** The codes of google.rpc.Code by HTTP status. */
const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** What Google's answers have in common. */
export const GOOGLE_WIRE: Wire = {
  headers: ({ elapsedMs }) => ({ 'server-timing': `gfet4t7; dur=${elapsedMs}`, vary: 'Origin' }),
  errorBody: (refusal) => toErrorBody(refusal),
};

/** google.rpc.Status, as Google's servers write it in JSON. */
export function toErrorBody({ status, message, code, details, headers }: Refusal): object {
  // What steering calls the code of an error is its status here.
  const said = code === 'invalid_steering' || code === null ? undefined : code;
  const retry = headers?.['retry-after'];
  const more = [
    ...(details ?? []),
    ...(retry === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retry}s` }]),
  ];
  return {
    error: {
      code: status,
      message,
      status: said ?? STATUSES[status] ?? (status < 500 ? 'FAILED_PRECONDITION' : 'UNKNOWN'),
      ...(more.length === 0 ? {} : { details: more }),
    },
  };
}

/** A request that can't be done as it is; `field` where the parser of JSON found it. */
export function invalidArgument(message: string, field?: string): Refusal {
  if (field === undefined) return { status: 400, message };
  const violation = { ...(field === '' ? {} : { field }), description: message };
  return {
    status: 400,
    message,
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [violation] }],
  };
}

/** Why somebody isn't let in, in the form machines read. */
export function errorInfo(reason: string, service: string): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service },
  };
}
