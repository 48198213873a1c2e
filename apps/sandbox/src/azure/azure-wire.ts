import type { Refusal, Wire } from '../exchange/wire.js';
import { toErrorBody } from '../openai/openai-error.js';

/** Statuses that Azure's front answers itself, with a code that is the status as text. */
const FRONT_STATUSES = new Set([401, 404, 429]);

/** What Azure's answers have in common: OpenAI's envelope, but for what its front refuses. */
export const AZURE_WIRE: Wire = {
  headers: ({ requestId }) => ({ 'apim-request-id': requestId, 'x-ms-region': 'Sandbox' }),
  errorBody: (refusal) => {
    const { status, message, type, code } = refusal;
    if (type !== undefined || !FRONT_STATUSES.has(status)) return toErrorBody(refusal);
    return { error: { code: code ?? String(status), message } };
  },
};

/** No such path, or none in that version. */
export const RESOURCE_NOT_FOUND: Refusal = { status: 404, message: 'Resource not found' };

/** Neither a key nor a token that is good. */
export const ACCESS_DENIED: Refusal = {
  status: 401,
  message:
    'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
};
