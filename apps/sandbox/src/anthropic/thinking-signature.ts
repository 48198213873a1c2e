import { createHmac } from 'node:crypto';

/** The sandbox's own: it has no secrets, but a thought that was changed on its way must not pass. */
const SECRET = 'sandbox';

/** What proves that a thought is the sandbox's own, unchanged. */
export function signThought(thought: string): string {
  return createHmac('sha256', SECRET).update(thought).digest('base64');
}

export function isSigned(thought: string, signature: string): boolean {
  return signThought(thought) === signature;
}
