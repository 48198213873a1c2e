/**
 * OpenAI's usage object as disjoint buckets. There cached tokens are inside the prompt's and reasoning tokens inside the
 * completion's; here no token is in two buckets, or it would be billed twice. Zero reported is zero; missing is null.
 */
import { NO_USAGE } from '@turnpike/domain/usage';
import { findLastMember } from '../json-scan.js';
import type { ProviderOperation, UsageReport } from '../provider-adapter.js';

const USAGE_KEY = Buffer.from('"usage"');
/** No call of any model comes near it; a number beyond is a fault, not a bill. */
const MOST_TOKENS = 1_000_000_000;

type Json = Readonly<Record<string, unknown>>;

/** Reads the `usage` of a whole answer: from its slice at the end of the body, else by parsing all. Never throws. */
export function readUnaryUsage(body: Buffer, operation: ProviderOperation): UsageReport {
  const slice = findLastMember(body, USAGE_KEY);
  const usage = slice === null ? undefined : parse(slice);
  if (usage !== undefined) return readUsage(usage, operation);
  const answer = parse(body);
  if (!isRecord(answer)) return unusable('the answer is no JSON object');
  return readUsage(answer.usage, operation);
}

/** Reads a usage object, or whatever stands in its place. Never throws. */
export function readUsage(json: unknown, operation: ProviderOperation): UsageReport {
  if (!isRecord(json)) return unusable(json === undefined || json === null ? 'no usage' : 'usage is no object');
  const prompt = readCount(json.prompt_tokens);
  const total = readCount(json.total_tokens);
  const completion = readCompletion(json, { prompt, total, operation });
  if (prompt === null) return unusable('prompt_tokens is missing or absurd');
  if (completion === null) return unusable('completion_tokens is missing or absurd');
  const cached = readPart(cachedTokensOf(json), prompt);
  const reasoning = readReasoning(json, { prompt, completion, total });
  const usage = {
    ...NO_USAGE,
    inputTokens: prompt - cached.count,
    cachedInputTokens: cached.count,
    outputTokens: completion - reasoning.inside,
    reasoningTokens: reasoning.count,
  };
  const faults = [cached.isFaulty ? 'cached_tokens' : '', reasoning.isFaulty ? 'reasoning_tokens' : ''].filter(Boolean);
  return { usage, fault: faults.length === 0 ? null : `absurd: ${faults.join(', ')}` };
}

/** An embedding has no completion; elsewhere a missing one is what the total leaves. A wrong one is not mended. */
function readCompletion(
  json: Json,
  known: { prompt: number | null; total: number | null; operation: ProviderOperation },
): number | null {
  const given = json.completion_tokens;
  if (given !== undefined && given !== null) return readCount(given);
  if (known.operation === 'embeddings') return 0;
  if (known.total === null || known.prompt === null || known.total < known.prompt) return null;
  return known.total - known.prompt;
}

/** OpenAI's place for it, else DeepSeek's older one. */
function cachedTokensOf(json: Json): unknown {
  const details = json.prompt_tokens_details;
  return (isRecord(details) ? details.cached_tokens : undefined) ?? json.prompt_cache_hit_tokens;
}

/** `count` of them, `inside` of which the completion holds. Some vendors count them beside it: their total tells. */
function readReasoning(
  json: Json,
  known: { prompt: number; completion: number; total: number | null },
): { count: number; inside: number; isFaulty: boolean } {
  const details = json.completion_tokens_details;
  const given = isRecord(details) ? details.reasoning_tokens : undefined;
  const beside = readCount(given) ?? 0;
  if (beside > 0 && known.total === known.prompt + known.completion + beside) {
    return { count: beside, inside: 0, isFaulty: false };
  }
  const { count, isFaulty } = readPart(given, known.completion);
  return { count, inside: count, isFaulty };
}

/** A count that is part of a whole: missing is none, too many is all, nonsense is none. */
function readPart(value: unknown, whole: number): { count: number; isFaulty: boolean } {
  if (value === undefined || value === null) return { count: 0, isFaulty: false };
  const count = readCount(value);
  return { count: Math.min(count ?? 0, whole), isFaulty: count === null || count > whole };
}

function readCount(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MOST_TOKENS) return null;
  // JSON has a negative zero; a bill has not.
  return value + 0;
}

function unusable(fault: string): UsageReport {
  return { usage: null, fault };
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
