import type { ApiError } from './api-error.js';
import { CATALOGUE } from './catalogue.js';

/** Anthropic's error object; all but `type` and `message` are additions its SDKs pass through. */
export interface AnthropicErrorBody {
  type: 'error';
  error: {
    type: string;
    message: string;
    param: string | null;
    code: string;
    fix: string;
    details?: unknown;
  };
  request_id: string;
}

/** Its types by status (https://platform.claude.com/docs/en/api/errors); those left out are `invalid_request_error`. */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  502: 'api_error',
  // Anthropic says it with 529; the status here is the catalogue's, the SDKs try either again.
  503: 'overloaded_error',
  504: 'timeout_error',
};

/** Renders an error for the callers of Anthropic's surface. `requestId` is the prefixed id. */
export function anthropicErrorBody(error: ApiError, requestId: string): AnthropicErrorBody {
  const { status, fix } = CATALOGUE[error.code];
  const type = TYPES[status] ?? 'invalid_request_error';
  const said = { type, message: error.message, param: error.param, code: error.code, fix };
  return {
    type: 'error',
    error: error.details === null ? said : { ...said, details: error.details },
    request_id: requestId,
  };
}
