import { freshId } from '../answer/fresh-id.js';

/** What all parts of one completion carry alike. `created` in Unix seconds. */
export interface CompletionIdentity {
  id: string;
  created: number;
  model: string;
  fingerprint: string;
}

const FINGERPRINT = 'fp_sandbox';

export function completionIdentity(model: string): CompletionIdentity {
  return {
    id: freshId('chatcmpl-'),
    created: Math.floor(Date.now() / 1000),
    model,
    fingerprint: FINGERPRINT,
  };
}
