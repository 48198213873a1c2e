import type { OpenAiError } from './openai-error.js';

const PREFIX = 'sk-sandbox';

/** Any key that begins with `sk-sandbox` passes; whatever else is refused as OpenAI refuses it, with the key masked. */
export function checkCredential(authorization: string | undefined): OpenAiError | undefined {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (key?.startsWith(PREFIX) === true) return undefined;
  const message =
    key === undefined
      ? 'You didn’t provide an API key. Send it as a header: Authorization: Bearer sk-sandbox…'
      : `Incorrect API key provided: ${mask(key)}. Keys of the sandbox begin with ${PREFIX}.`;
  return {
    status: 401,
    message,
    type: 'invalid_request_error',
    param: null,
    code: key === undefined ? null : 'invalid_api_key',
    headers: { 'www-authenticate': 'Bearer realm="sandbox"' },
  };
}

function mask(key: string): string {
  return key.length < 12 ? '***' : `${key.slice(0, 4)}***${key.slice(-2)}`;
}
