/**
 * Thoughts on OpenAI's chat wire, which has no official word for them. Their text goes as DeepSeek's
 * `reasoning_content`, which most vendors and clients know. What a provider wants back unchanged, a signature or sealed
 * thoughts, goes as OpenRouter's `reasoning_details`: clients that hand messages back as they came, as OpenAI's SDK
 * does, keep a loop of tools and thoughts whole. In a stream each `reasoning_details` holds all so far, because that
 * SDK keeps the last one only; what is given twice is taken once.
 */
import type { ThinkingPart } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, textOf } from '../json.js';

/**
 * Beside an assistant's tool calls, the thoughts that nobody signed: only vendors of this wire make such. It isn't
 * written as JSON, so that nobody gets it but those for whom their adapter takes it out: DeepSeek and Moonshot refuse
 * calls without their thoughts, most others refuse thoughts.
 */
export const UNSIGNED_THOUGHT: unique symbol = Symbol('unsigned thought');

type Thought = Omit<ThinkingPart, 'kind'>;

/** Thoughts of an assistant's message. */
export function decodeThoughts(message: JsonObject): ThinkingPart[] {
  const thoughts = new Map<string, ThinkingPart>();
  for (const detail of listOf(message.reasoning_details)) {
    const thought = isRecord(detail) ? readDetail(detail) : null;
    if (thought === null) continue;
    const key = thought.signature ?? thought.sealed ?? thought.text;
    if (!thoughts.has(key)) thoughts.set(key, { kind: 'thinking', ...thought });
  }
  if (thoughts.size > 0) return [...thoughts.values()];
  const text = textOf(message.reasoning_content) ?? textOf(message.reasoning) ?? '';
  return text === '' ? [] : [{ kind: 'thinking', text, signature: null, sealed: null }];
}

/** The details of thoughts that a provider wants back; without one of those, null. */
export function encodeDetails(thoughts: readonly Thought[]): JsonObject[] | null {
  if (thoughts.every(({ signature, sealed }) => signature === null && sealed === null)) return null;
  return thoughts.map(({ text, signature, sealed }, index) => {
    if (sealed !== null) return { type: 'reasoning.encrypted', data: sealed, index };
    return { type: 'reasoning.text', text, signature, index };
  });
}

function readDetail(detail: JsonObject): Thought | null {
  if (detail.type === 'reasoning.encrypted') {
    const sealed = textOf(detail.data);
    return sealed === null ? null : { text: '', signature: null, sealed };
  }
  const text = textOf(detail.text);
  return text === null ? null : { text, signature: textOf(detail.signature), sealed: null };
}
