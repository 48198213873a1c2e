import { freshId } from '../answer/fresh-id.js';
import type { AnswerPlan } from '../answer/plan.js';
import type { TokenNumbers } from '../deliveries/delivery.js';
import { signThought } from './thinking-signature.js';

/** What writes a message. */
export interface MessageWriter {
  /** Thoughts were asked for without their words: only the seal is shown. */
  hidesThoughts: boolean;
}

const STOP_REASONS = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  refusal: 'refusal',
  filtered: 'refusal',
} as const;

/** A block of content, as it is in the end. */
export type Block =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string; citations: null }
  | { type: 'tool_use'; id: string; name: string; input: object; caller: { type: 'direct' } };

/** The whole message. */
export function renderMessage(plan: AnswerPlan, writer: MessageWriter): object {
  const { steering, usage } = plan;
  return {
    ...renderEnvelope(plan),
    content: blocksOf(plan, writer),
    ...renderStop(plan),
    ...(steering.omitUsage === true ? {} : { usage: renderUsage(usage) }),
  };
}

/** What a message says before its content is known. */
export function renderEnvelope({ model }: AnswerPlan): object {
  return {
    model,
    id: freshId('msg_'),
    type: 'message',
    role: 'assistant',
    content: [],
    container: null,
    diagnostics: null,
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
  };
}

/** Thoughts, then words, then tools. A refusal is words too. */
export function blocksOf({ thoughts, text, refusal, calls }: AnswerPlan, { hidesThoughts }: MessageWriter): Block[] {
  const words = refusal ?? text;
  return [
    ...(thoughts === '' && !hidesThoughts
      ? []
      : [{ type: 'thinking' as const, thinking: thoughts, signature: signThought(thoughts) }]),
    ...(words === '' ? [] : [{ type: 'text' as const, text: words, citations: null }]),
    ...calls.map(({ name, args }) => ({
      type: 'tool_use' as const,
      id: freshId('toolu_'),
      name,
      input: args,
      caller: { type: 'direct' as const },
    })),
  ];
}

/** Why it ends, in Anthropic's words. */
export function renderStop({ finish, stopSequence, refusal }: AnswerPlan): object {
  const byStop = finish === 'stop' && stopSequence !== null;
  return {
    stop_reason: byStop ? 'stop_sequence' : STOP_REASONS[finish],
    stop_sequence: byStop ? stopSequence : null,
    stop_details: refusal === undefined ? null : { type: 'refusal', category: null, explanation: refusal },
  };
}

/** Anthropic's `usage`: what was read from a cache or written to it is not part of the input. */
export function renderUsage(usage: TokenNumbers): object {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedTokens,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
    output_tokens: usage.completionTokens,
    output_tokens_details: usage.reasoningTokens === 0 ? null : { thinking_tokens: usage.reasoningTokens },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}
