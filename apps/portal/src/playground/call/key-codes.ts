import type { ActionError } from '../../server/action';
import type { CallFailure } from './gateway-call';

/** Codes by which the gateway says that it knows the key no longer: another tab took a newer one. */
export const KEY_CODES: ReadonlySet<string> = new Set(['invalid_api_key', 'revoked_api_key']);

/** Why no key was given, in the words of a call that failed. */
export function failureOfAction({ code, message, fix, requestId }: ActionError): CallFailure {
  return { status: null, code, message, fix, requestId: requestId === '' ? null : requestId };
}
