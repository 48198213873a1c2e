import type { TokenNumbers } from '../deliveries/delivery.js';
import type { CompletionIdentity } from './completion-identity.js';
import { toOpenAiUsage } from './openai-usage.js';

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

  role(choice: number, content: '' | null = ''): string {
    return this.choice(choice, `{"role":"assistant","content":${JSON.stringify(content)},"refusal":null}`, {});
  }

  content(choice: number, text: string, logprobs?: object): string {
    return this.choice(choice, `{"content":${JSON.stringify(text)}}`, { logprobs });
  }

  refusal(choice: number, text: string): string {
    return this.choice(choice, `{"refusal":${JSON.stringify(text)}}`, {});
  }

  /** As DeepSeek, vLLM and others show thoughts. */
  reasoning(choice: number, text: string): string {
    return this.choice(choice, `{"reasoning_content":${JSON.stringify(text)}}`, {});
  }

  /** A tool call's beginning (id and name) or more of its arguments. */
  toolCall(choice: number, call: object): string {
    return this.choice(choice, JSON.stringify({ tool_calls: [call] }), {});
  }

  audio(choice: number, audio: object): string {
    return this.choice(choice, JSON.stringify({ audio }), {});
  }

  finish(choice: number, finishReason: string): string {
    return this.choice(choice, '{}', { finishReason });
  }

  usage(usage: TokenNumbers): string {
    return `${this.head}],"usage":${JSON.stringify(toOpenAiUsage(usage))}}\n\n`;
  }

  private choice(
    index: number,
    delta: string,
    { logprobs, finishReason = null }: { logprobs?: object | undefined; finishReason?: string | null },
  ): string {
    const says = logprobs === undefined ? 'null' : JSON.stringify(logprobs);
    const reason = JSON.stringify(finishReason);
    return `${this.head}{"index":${index},"delta":${delta},"logprobs":${says},"finish_reason":${reason}}${this.tail}`;
  }
}
