import type { ApiError } from './api-error.js';
import { CATALOGUE } from './catalogue.js';

/** OpenAI's error object; `details`, `fix` and `request_id` are additions its SDKs pass through. */
export interface OpenAiErrorBody {
  error: {
    message: string;
    type: string;
    param: string | null;
    code: string;
    fix: string;
    request_id: string;
    details?: unknown;
  };
}

/** Renders an error for the data plane. `requestId` is the prefixed id. */
export function openAiErrorBody(error: ApiError, requestId: string): OpenAiErrorBody {
  const { type, fix } = CATALOGUE[error.code];
  const body = { message: error.message, type, param: error.param, code: error.code, fix, request_id: requestId };
  return { error: error.details === null ? body : { ...body, details: error.details } };
}
