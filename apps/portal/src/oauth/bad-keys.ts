import type { ActionError } from '../server/action';

/** What a form says of keys that are no JSON, before anything is sent. */
export function badKeys(message: string): ActionError {
  const nothing = { fix: '', requestId: '', retryAfterSeconds: null };
  return { code: 'validation_failed', message, param: 'jwks', fields: { jwks: message }, ...nothing };
}
