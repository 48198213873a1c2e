import type { ConversationStore } from '@turnpike/pipeline/services';
import { resolveInput } from './resolve-input.js';
import type { ResponseStore } from './response-store.js';

/** Kept responses as the corridor asks for them and leaves them. */
export function conversationsIn(store: ResponseStore): ConversationStore {
  return {
    recall: (caller, body) => resolveInput(store, caller, body),
    remember: (answer) => void store.remember(answer),
  };
}
