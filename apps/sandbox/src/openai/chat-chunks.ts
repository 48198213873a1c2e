import type { TokenNumbers } from '../deliveries/delivery.js';
import type { CompletionIdentity } from './completion-identity.js';
import { toOpenAiUsage } from './usage.js';

/** The last event of every stream. */
export const DONE_EVENT = 'data: [DONE]\n\n';

/** Formats the events of one chat stream. What all of them share is written once. */
export class ChatChunks {
  private readonly head: string;
  private readonly tail: string;

  /** With `usageAsked` each chunk but the usage chunk says `usage: null`, as OpenAI's do. */
  constructor(identity: CompletionIdentity, usageAsked: boolean) {
    const shared = JSON.stringify({
      id: identity.id,
      object: 'chat.completion.chunk',
      created: identity.created,
      model: identity.model,
      service_tier: 'default',
      system_fingerprint: identity.fingerprint,
    });
    this.head = `data: ${shared.slice(0, -1)},"choices":[`;
    this.tail = usageAsked ? '],"usage":null}\n\n' : ']}\n\n';
  }

  role(choice: number): string {
    return this.choice(choice, '{"role":"assistant","content":"","refusal":null}', null);
  }

  content(choice: number, text: string): string {
    return this.choice(choice, `{"content":${JSON.stringify(text)}}`, null);
  }

  finish(choice: number, reason: 'stop' | 'length'): string {
    return this.choice(choice, '{}', reason);
  }

  usage(usage: TokenNumbers): string {
    return `${this.head}],"usage":${JSON.stringify(toOpenAiUsage(usage))}}\n\n`;
  }

  private choice(index: number, delta: string, finishReason: string | null): string {
    const reason = JSON.stringify(finishReason);
    return `${this.head}{"index":${index},"delta":${delta},"logprobs":null,"finish_reason":${reason}}${this.tail}`;
  }
}
