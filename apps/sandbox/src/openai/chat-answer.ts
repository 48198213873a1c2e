import type { TokenNumbers } from '../deliveries/delivery.js';
import type { ChatRequest } from './chat-request.js';
import type { CompletionIdentity } from './completion-identity.js';
import type { Reply } from './reply.js';
import type { Steering } from './steering.js';

/** Everything decided about an answer before its first byte. */
export interface ChatAnswer {
  request: ChatRequest;
  steering: Steering;
  reply: Reply;
  usage: TokenNumbers;
  identity: CompletionIdentity;
}
