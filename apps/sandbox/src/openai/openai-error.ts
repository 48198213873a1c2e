/** OpenAI's error envelope as a value, with the status and headers it travels with. */
export interface OpenAiError {
  status: number;
  message: string;
  type: string;
  param: string | null;
  code: string | null;
  headers?: Record<string, string>;
}

/** A request that OpenAI would refuse with 400 because of one parameter. */
export function invalidRequest(message: string, param: string | null, code: string | null = null): OpenAiError {
  return { status: 400, message, type: 'invalid_request_error', param, code };
}

/** The error that `@sandbox status=…` asks for, typed as OpenAI types that status. */
export function steeredError(steering: { status: number; retryAfter?: number; errorCode?: string }): OpenAiError {
  const { type, code } = typeOfStatus(steering.status);
  return {
    status: steering.status,
    message: `The sandbox was told to answer with status ${steering.status}.`,
    type,
    param: null,
    code: steering.errorCode ?? code,
    ...(steering.retryAfter === undefined ? {} : { headers: { 'retry-after': String(steering.retryAfter) } }),
  };
}

function typeOfStatus(status: number): { type: string; code: string | null } {
  if (status === 401) return { type: 'invalid_request_error', code: 'invalid_api_key' };
  if (status === 404) return { type: 'invalid_request_error', code: 'model_not_found' };
  if (status === 429) return { type: 'requests', code: 'rate_limit_exceeded' };
  if (status >= 500) return { type: 'server_error', code: null };
  return { type: 'invalid_request_error', code: null };
}

/** The body that carries the error. */
export function toErrorBody(error: OpenAiError): { error: Omit<OpenAiError, 'status' | 'headers'> } {
  const { message, type, param, code } = error;
  return { error: { message, type, param, code } };
}
