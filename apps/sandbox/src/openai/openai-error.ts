import type { Refusal, Wire } from '../exchange/wire.js';

/** OpenAI's error envelope as a value, with the status and headers it travels with. */
export interface OpenAiError extends Refusal {
  type: string;
  param: string | null;
  code: string | null;
}

/** What OpenAI's answers have in common. */
export const OPENAI_WIRE: Wire = {
  headers: ({ elapsedMs }) => ({
    'openai-organization': 'sandbox',
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(elapsedMs),
  }),
  errorBody: toErrorBody,
};

/** A request that OpenAI would refuse with 400 because of one parameter. */
export function invalidRequest(message: string, param: string | null, code: string | null = null): OpenAiError {
  return { status: 400, message, type: 'invalid_request_error', param, code };
}

/** The body that carries an error; its type and code are those of the status, where nothing else is said. */
export function toErrorBody({ status, message, type, param, code }: Refusal): object {
  const usual = typeOfStatus(status);
  return {
    error: {
      message,
      type: type ?? usual.type,
      param: param ?? null,
      code: code === undefined ? usual.code : code,
    },
  };
}

function typeOfStatus(status: number): { type: string; code: string | null } {
  if (status === 401) return { type: 'invalid_request_error', code: 'invalid_api_key' };
  if (status === 404) return { type: 'invalid_request_error', code: 'model_not_found' };
  if (status === 429) return { type: 'requests', code: 'rate_limit_exceeded' };
  if (status >= 500) return { type: 'server_error', code: null };
  return { type: 'invalid_request_error', code: null };
}
