/**
 * This wire's usage: what was read from or written to a cache is inside the input, thoughts are inside the output. Here no
 * token is in two buckets.
 */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { countOf, recordOf } from '../reading.js';

/** Null when it is missing or absurd. A part that is more than its whole is the whole. Never throws. */
export function decodeUsage(usage: unknown): Usage | null {
  if (!isRecord(usage)) return null;
  const [input, output] = [countOf(usage.input_tokens), countOf(usage.output_tokens)];
  if (input === null || output === null) return null;
  const details = recordOf(usage.input_tokens_details);
  const cached = Math.min(countOf(details.cached_tokens) ?? 0, input);
  const written = Math.min(countOf(details.cache_write_tokens) ?? 0, input - cached);
  const reasoning = Math.min(countOf(recordOf(usage.output_tokens_details).reasoning_tokens) ?? 0, output);
  return {
    ...NO_USAGE,
    inputTokens: input - cached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: output - reasoning,
    reasoningTokens: reasoning,
  };
}

/** What {@link decodeUsage} reads back, but for sounds and pictures, which this wire counts with the rest. */
export function encodeUsage(usage: Usage): JsonObject {
  const { cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
  const media = usage.audioInputTokens + usage.imageInputTokens;
  const input = usage.inputTokens + cachedInputTokens + cacheWriteTokens + media;
  const output = usage.outputTokens + reasoningTokens + usage.audioOutputTokens + usage.imageOutputTokens;
  return {
    input_tokens: input,
    input_tokens_details: { cache_write_tokens: cacheWriteTokens, cached_tokens: cachedInputTokens },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: input + output,
  };
}
