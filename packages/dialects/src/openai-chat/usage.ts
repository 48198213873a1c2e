/**
 * OpenAI's usage object and the disjoint buckets. There cached, written, sound and picture tokens are inside the
 * prompt's, thoughts and sound inside the completion's; here no token is in two buckets, or it would be billed twice.
 * Zero reported is zero; missing or absurd is null.
 */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { countOf } from '../reading.js';

/** What was read of a report. `fault`: what was missing or absurd; a usage beside it was mended most cautiously. */
export interface UsageReading {
  usage: Usage | null;
  fault: string | null;
}

/** Reads a usage object, or whatever stands in its place. `hasOutput`: false where nothing can be completed. */
export function readUsage(json: unknown, hasOutput: boolean): UsageReading {
  if (!isRecord(json)) return unusable(json === undefined || json === null ? 'no usage' : 'usage is no object');
  const prompt = countOf(json.prompt_tokens);
  const total = countOf(json.total_tokens);
  const completion = readCompletion(json, { prompt, total, hasOutput });
  if (prompt === null) return unusable('prompt_tokens is missing or absurd');
  if (completion === null) return unusable('completion_tokens is missing or absurd');
  const faults: string[] = [];
  const input = readInput(json, prompt, faults);
  const output = readOutput(json, { prompt, completion, total }, faults);
  return {
    usage: { ...NO_USAGE, ...input, ...output },
    fault: faults.length === 0 ? null : `absurd: ${faults.join(', ')}`,
  };
}

/** Buckets as OpenAI reports them. */
export function writeUsage(usage: Usage): JsonObject {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, audioInputTokens, imageInputTokens } = usage;
  const { outputTokens, reasoningTokens, audioOutputTokens, imageOutputTokens } = usage;
  const prompt = inputTokens + cachedInputTokens + cacheWriteTokens + audioInputTokens + imageInputTokens;
  const completion = outputTokens + reasoningTokens + audioOutputTokens + imageOutputTokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: cachedInputTokens,
      audio_tokens: audioInputTokens,
      ...(cacheWriteTokens > 0 ? { cache_write_tokens: cacheWriteTokens } : {}),
      ...(imageInputTokens > 0 ? { image_tokens: imageInputTokens } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: audioOutputTokens,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
      ...(imageOutputTokens > 0 ? { image_tokens: imageOutputTokens } : {}),
    },
  };
}

/** An embedding has no completion; elsewhere a missing one is what the total leaves. A wrong one is not mended. */
function readCompletion(
  json: JsonObject,
  known: { prompt: number | null; total: number | null; hasOutput: boolean },
): number | null {
  const given = json.completion_tokens;
  if (given !== undefined && given !== null) return countOf(given);
  if (!known.hasOutput) return 0;
  if (known.total === null || known.prompt === null || known.total < known.prompt) return null;
  return known.total - known.prompt;
}

/** Parts of the prompt, each of what those before it left: a cached sound is in two counts and belongs into one. */
function readInput(json: JsonObject, prompt: number, faults: string[]): Partial<Usage> {
  const details = isRecord(json.prompt_tokens_details) ? json.prompt_tokens_details : {};
  // OpenAI's place for it, else DeepSeek's older one, else Moonshot's.
  const given = details.cached_tokens ?? json.prompt_cache_hit_tokens ?? json.cached_tokens;
  const cached = readPart(given, { whole: prompt, left: prompt, name: 'cached_tokens' }, faults);
  let left = prompt - cached;
  const take = (name: string): number => {
    const count = readPart(details[name], { whole: prompt, left, name }, faults);
    left -= count;
    return count;
  };
  const cacheWriteTokens = take('cache_write_tokens');
  const audioInputTokens = take('audio_tokens');
  const imageInputTokens = take('image_tokens');
  return { inputTokens: left, cachedInputTokens: cached, cacheWriteTokens, audioInputTokens, imageInputTokens };
}

/** Some vendors count thoughts beside the completion and not inside it: their total tells. */
function readOutput(
  json: JsonObject,
  known: { prompt: number; completion: number; total: number | null },
  faults: string[],
): Partial<Usage> {
  const { prompt, completion, total } = known;
  const details = isRecord(json.completion_tokens_details) ? json.completion_tokens_details : {};
  const beside = countOf(details.reasoning_tokens) ?? 0;
  const isBeside = beside > 0 && total === prompt + completion + beside;
  const reasoning = isBeside
    ? beside
    : readPart(details.reasoning_tokens, { whole: completion, left: completion, name: 'reasoning_tokens' }, faults);
  let left = isBeside ? completion : completion - reasoning;
  const take = (name: string): number => {
    const count = readPart(details[name], { whole: completion, left, name: `completion ${name}` }, faults);
    left -= count;
    return count;
  };
  const audioOutputTokens = take('audio_tokens');
  const imageOutputTokens = take('image_tokens');
  return { outputTokens: left, reasoningTokens: reasoning, audioOutputTokens, imageOutputTokens };
}

/** A count that is part of a whole: missing is none, too many is all that is left, nonsense is none. */
function readPart(value: unknown, of: { whole: number; left: number; name: string }, faults: string[]): number {
  if (value === undefined || value === null) return 0;
  const count = countOf(value);
  if (count === null || count > of.whole) faults.push(of.name);
  return Math.min(count ?? 0, of.left);
}

function unusable(fault: string): UsageReading {
  return { usage: null, fault };
}
