import { ApiError } from '@turnpike/errors/api-error';
import type { Identified } from '../tickets.js';

/** What an application's other credentials made is listed and read by these: a phone has no business there. */
const OPEN_TO_TOKENS: ReadonlySet<string> = new Set([
  'models.list',
  'models.retrieve',
  'gemini.models.list',
  'gemini.models.retrieve',
  'messages.count_tokens',
  'models.countTokens',
  'me.retrieve',
]);

/** A client token makes calls and looks models up; it neither lists nor changes what others of its application made. */
export function checkClientToken({ arrival, caller }: Identified): ApiError | null {
  if (caller.terms?.kind !== 'client_token') return null;
  const { kind, key } = arrival.operation;
  if (kind === 'inference' || OPEN_TO_TOKENS.has(key)) return null;
  return refuseClientToken('A client token can’t be used for this: use the key that made it, on your server.');
}

/** 403 for what only the key that made a client token may do. */
export function refuseClientToken(message: string): ApiError {
  return new ApiError('forbidden', { message });
}
