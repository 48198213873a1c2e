import { readEmbeddingUsage } from '@turnpike/dialects/gemini-embeddings/voice';
import { readUsageMetadata } from '@turnpike/dialects/gemini/usage';
import { parseObject } from '@turnpike/dialects/json';
import { findLastMember } from '../json-scan.js';
import type { ProviderOperation, UsageReport } from '../provider-adapter.js';

const USAGE_KEY = Buffer.from('"usageMetadata"');

/** Reads the usage of a whole answer: from its slice near the end of the body, else by parsing all. Never throws. */
export function readUnaryUsage(body: Buffer, operation: ProviderOperation): UsageReport {
  const slice = findLastMember(body, USAGE_KEY);
  const metadata = slice === null ? null : parseObject(slice.toString());
  if (metadata !== null) return readMetadata(metadata, operation);
  const answer = parseObject(body.toString());
  if (answer === null) return { usage: null, fault: 'the answer is no JSON object' };
  return readMetadata(answer.usageMetadata, operation);
}

function readMetadata(metadata: unknown, operation: ProviderOperation): UsageReport {
  if (!isEmbedding(operation)) return readUsageMetadata(metadata);
  const usage = readEmbeddingUsage(metadata);
  return { usage, fault: usage === null ? 'promptTokenCount is missing or absurd' : null };
}

/** Whichever surface asked for vectors: `embeddings`, or one of Gemini's own operations. */
export function isEmbedding(operation: string): boolean {
  return /embed/i.test(operation);
}
