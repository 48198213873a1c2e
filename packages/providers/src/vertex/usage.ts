import { readPredictionUsage } from '@turnpike/dialects/gemini-embeddings/vertex-voice';
import { parseObject } from '@turnpike/dialects/json';
import { isEmbedding, readUnaryUsage as readGeminiUsage } from '../gemini/usage.js';
import type { ProviderOperation, UsageReport } from '../provider-adapter.js';

/** Reads the usage of a whole answer; of embeddings, what the predictions say. Never throws. */
export function readUnaryUsage(body: Buffer, operation: ProviderOperation): UsageReport {
  if (!isEmbedding(operation)) return readGeminiUsage(body, operation);
  const usage = readPredictionUsage(parseObject(body.toString())?.predictions);
  return { usage, fault: usage === null ? 'token_count is missing or absurd' : null };
}
