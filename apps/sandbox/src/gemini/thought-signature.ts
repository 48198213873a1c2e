import { createHmac } from 'node:crypto';

/** The sandbox's own: it has no secrets, but a call that was changed on its way must not pass. */
const SECRET = 'sandbox';

/** What Google documents for calls that no model of theirs made. */
const NOT_CHECKED = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];

/** What proves that a function call is the sandbox's own. */
export function signCall(name: string): string {
  return createHmac('sha256', SECRET).update(name).digest('base64');
}

export function isSignedCall(name: string, signature: string): boolean {
  return NOT_CHECKED.includes(signature) || signCall(name) === signature;
}
