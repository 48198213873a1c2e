/**
 * Bedrock's `TokenUsage` as disjoint buckets. There tokens read from and written to the prompt cache stand beside the
 * input's, not inside; thoughts are inside the output's and nowhere counted by themselves.
 */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { isRecord } from '../json.js';
import { countOf } from '../reading.js';

/** Null when it can't be billed from: a count is missing or absurd. Zero reported is zero. Never throws. */
export function readConverseUsage(json: unknown): Usage | null {
  if (!isRecord(json)) return null;
  const inputTokens = countOf(json.inputTokens);
  const outputTokens = countOf(json.outputTokens);
  const cachedInputTokens = countOf(json.cacheReadInputTokens ?? 0);
  const cacheWriteTokens = countOf(json.cacheWriteInputTokens ?? 0);
  if (inputTokens === null || outputTokens === null || cachedInputTokens === null || cacheWriteTokens === null)
    return null;
  return { ...NO_USAGE, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens };
}
