import { NO_TOKENS, type TokenNumbers } from '../deliveries/delivery.js';
import type { Steering } from '../steering/steering.js';

/** What was counted: `written` is text and tool calls of all choices. */
export interface Counted {
  prompt: number;
  imageInput: number;
  written: number;
  thoughts: number;
  pictures: number;
  /** Seconds of sound. */
  soundSeconds: number;
}

export type UsageResult = { ok: true; usage: TokenNumbers } | { ok: false; problem: string };

/** Tokens of a picture of 1024 × 1024, as Gemini counts those it makes. */
const TOKENS_PER_PICTURE = 1_290;
/** One for each 50 ms, as OpenAI counts sound it makes. */
const TOKENS_PER_SECOND = 20;

/** What the answer will report: the true counts, where steering doesn't say otherwise. */
export function composeUsage(counted: Counted, steering: Steering): UsageResult {
  const reasoningTokens = steering.reasoningTokens ?? counted.thoughts;
  const imageOutputTokens = counted.pictures * TOKENS_PER_PICTURE;
  const audioOutputTokens = Math.ceil(counted.soundSeconds * TOKENS_PER_SECOND);
  const made = imageOutputTokens + audioOutputTokens;
  const promptTokens = steering.promptTokens ?? counted.prompt + counted.imageInput;
  const completionTokens = steering.completionTokens ?? counted.written + reasoningTokens + made;
  const cachedTokens = steering.cachedTokens ?? 0;
  const cacheWriteTokens = steering.cacheWriteTokens ?? 0;
  if (cachedTokens + cacheWriteTokens > promptTokens) {
    const name = cacheWriteTokens > 0 ? 'cached_tokens and cache_write_tokens' : 'cached_tokens';
    const problem = `${name} (${cachedTokens + cacheWriteTokens}) are part of the prompt, which has ${promptTokens}.`;
    return { ok: false, problem };
  }
  if (reasoningTokens > completionTokens) {
    const problem = `reasoning_tokens (${reasoningTokens}) are part of the completion, which has ${completionTokens}.`;
    return { ok: false, problem };
  }
  const usage = {
    ...NO_TOKENS,
    promptTokens,
    completionTokens,
    cachedTokens,
    cacheWriteTokens,
    // A prompt whose size is told has the pictures told, and the cache may hold all of it: none is said to be one.
    imageInputTokens: steering.promptTokens === undefined && cachedTokens === 0 ? counted.imageInput : 0,
    reasoningTokens,
    // The same holds for what is made, of a completion whose size is told.
    imageOutputTokens: steering.completionTokens === undefined ? imageOutputTokens : 0,
    audioOutputTokens: steering.completionTokens === undefined ? audioOutputTokens : 0,
  };
  return { ok: true, usage };
}
