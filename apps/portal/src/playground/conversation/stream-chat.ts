/** A chat as it comes, OpenAI's wire. */
import { failureOf, type GatewayConnection, type WireError } from '../call/gateway-call';
import type { ConversationEvent } from './conversation';
import { streamCall, type WireReader } from './stream-call';

/** What a chunk of OpenAI's stream may hold; anything may be missing. */
interface Chunk {
  choices?: {
    delta?: { content?: string | null; refusal?: string | null; reasoning_content?: string | null };
    finish_reason?: string | null;
  }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: WireError;
}

/** `body` is OpenAI's, without what makes it a stream. */
export function streamChat(connection: GatewayConnection, body: object): AsyncGenerator<ConversationEvent> {
  const streamed = { ...body, stream: true, stream_options: { include_usage: true } };
  return streamCall(connection, { path: '/chat/completions', body: streamed }, chatReader());
}

function chatReader(): WireReader {
  let reason: string | null = null;
  return (data, requestId) => {
    if (data === '[DONE]') return [{ kind: 'finished', reason }];
    const { error, choices, usage } = JSON.parse(data) as Chunk;
    if (error !== undefined) return [{ kind: 'failed', failure: failureOf(error, { status: null, requestId }) }];
    const [choice] = choices ?? [];
    reason = choice?.finish_reason ?? reason;
    const { content, refusal, reasoning_content: thought } = choice?.delta ?? {};
    const text = content || refusal;
    return [
      ...(thought ? [{ kind: 'thought' as const, text: thought }] : []),
      ...(text ? [{ kind: 'text' as const, text }] : []),
      ...(usage
        ? [{ kind: 'usage' as const, promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens }]
        : []),
    ];
  };
}
