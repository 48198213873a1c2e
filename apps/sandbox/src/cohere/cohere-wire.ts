import { randomUUID } from 'node:crypto';
import type { Refusal, Wire } from '../exchange/wire.js';

const PREFIX = 'sk-sandbox';

/** What Cohere's answers have in common: an error is a sentence, with an id of its own. */
export const COHERE_WIRE: Wire = {
  headers: ({ requestId }) => ({ 'x-debug-trace-id': requestId }),
  errorBody: ({ message }) => ({ id: randomUUID(), message }),
};

/** Any token that begins with `sk-sandbox` passes. */
export function checkToken(authorization: string | undefined): Refusal | undefined {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token?.startsWith(PREFIX) === true) return undefined;
  return { status: 401, message: token === undefined ? 'no api key supplied' : 'invalid api token' };
}
