/**
 * Anthropic's usage as disjoint buckets, and back. There what was read from the cache and what was written to it stand
 * outside of `input_tokens`, while thoughts are inside of `output_tokens`, the inclusive total that is billed.
 */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { countOf } from '../reading.js';

/**
 * Reads a usage object, or whatever stands in its place. Zero reported is zero; null when a total is missing or absurd,
 * for then nothing can be billed from it. Both cache writes, for five minutes and for an hour, are one bucket.
 */
export function readUsage(json: unknown): Usage | null {
  if (!isRecord(json)) return null;
  const input = countOf(json.input_tokens);
  const output = countOf(json.output_tokens);
  const cached = readOptional(json.cache_read_input_tokens);
  const written = readOptional(json.cache_creation_input_tokens);
  if (input === null || output === null || cached === null || written === null) return null;
  const thoughts = readPart(json.output_tokens_details, { name: 'thinking_tokens', most: output });
  return {
    ...NO_USAGE,
    inputTokens: input,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: output - thoughts,
    reasoningTokens: thoughts,
    searches: readPart(json.server_tool_use, { name: 'web_search_requests', most: Infinity }),
  };
}

/**
 * A stream reports twice: what it read at its start, the totals at its end, where a field may be null or left out. Put
 * together they are one report.
 */
export function mergeUsage(start: unknown, end: unknown): JsonObject {
  const said = isRecord(end) ? Object.entries(end).filter(([, value]) => value !== null) : [];
  return Object.fromEntries([...(isRecord(start) ? Object.entries(start) : []), ...said]);
}

/** The counts of a stream's last report. */
export function writeStreamUsage(usage: Usage): JsonObject {
  const { reasoningTokens, searches } = usage;
  return {
    input_tokens: usage.inputTokens + usage.audioInputTokens + usage.imageInputTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens + reasoningTokens + usage.audioOutputTokens + usage.imageOutputTokens,
    output_tokens_details: reasoningTokens === 0 ? null : { thinking_tokens: reasoningTokens },
    server_tool_use: searches === 0 ? null : { web_fetch_requests: 0, web_search_requests: searches },
  };
}

/** The usage of a message. */
export function writeUsage(usage: Usage): JsonObject {
  return { ...writeStreamUsage(usage), cache_creation: null, inference_geo: null, service_tier: null, speed: null };
}

function readOptional(value: unknown): number | null {
  return value === undefined || value === null ? 0 : countOf(value);
}

/** A count that isn't needed to bill the whole: nonsense is none. */
function readPart(json: unknown, { name, most }: { name: string; most: number }): number {
  return Math.min((isRecord(json) ? countOf(json[name]) : null) ?? 0, most);
}
