import { randomBytes } from 'node:crypto';

/** What all parts of one completion carry alike. `created` in Unix seconds. */
export interface CompletionIdentity {
  id: string;
  created: number;
  model: string;
  fingerprint: string;
}

const FINGERPRINT = 'fp_sandbox';
/** A random start and a counter: unique over restarts, at no cost per call. */
const bootId = randomBytes(9).toString('hex');
let made = 0;

export function completionIdentity(model: string): CompletionIdentity {
  made += 1;
  const id = `chatcmpl-${bootId}${made.toString(36).padStart(11, '0')}`;
  return { id, created: Math.floor(Date.now() / 1000), model, fingerprint: FINGERPRINT };
}
