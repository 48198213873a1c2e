import type { Refusal, Wire } from '../exchange/wire.js';

/** Error types by status, as Anthropic documents them. */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** What Anthropic's answers have in common. */
export const ANTHROPIC_WIRE: Wire = {
  headers: ({ requestId }) => ({
    'request-id': requestId,
    'anthropic-organization-id': 'sandbox',
  }),
  errorBody: (refusal, requestId) => ({ ...toErrorEvent(refusal), request_id: requestId }),
};

/** The error as a stream that has begun reports it; a body says the request's id besides. */
export function toErrorEvent({ status, message, type, code }: Refusal): { type: 'error'; error: object } {
  // What steering calls the code of an error is its type here.
  const said = code === 'invalid_steering' ? undefined : (code ?? undefined);
  return {
    type: 'error',
    error: {
      type: said ?? type ?? TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'),
      message,
    },
  };
}

/** A request that can't be done as it is. */
export function invalid(message: string): Refusal {
  return { status: 400, message };
}
