/** What a whole answer on OpenAI's wire reports of its usage. Zero reported is zero; missing is null. */
import { readUsage } from '@turnpike/dialects/openai-chat/usage';
import { findLastMember } from '../json-scan.js';
import type { ProviderOperation, UsageReport } from '../provider-adapter.js';
import { readImageUsage, readRerankUsage, readTranscriptUsage } from './media-usage.js';

const USAGE_KEY = Buffer.from('"usage"');

/** Reads the `usage` of a whole answer: from its slice at the end of the body, else by parsing all. Never throws. */
export function readUnaryUsage(body: Buffer, operation: ProviderOperation): UsageReport {
  switch (operation) {
    case 'images.generations':
    case 'images.edits':
      return readImageUsage(parse(body));
    case 'audio.transcriptions':
    case 'audio.translations':
      return readTranscriptUsage(parse(body));
    case 'rerank':
      return readRerankUsage(parse(body));
    case 'audio.speech':
    case 'moderations':
      return { usage: null, fault: null };
    default:
      return readTokenUsage(body, operation !== 'embeddings');
  }
}

function readTokenUsage(body: Buffer, hasOutput: boolean): UsageReport {
  const slice = findLastMember(body, USAGE_KEY);
  const usage = slice === null ? undefined : parse(slice);
  if (usage !== undefined) return readUsage(usage, hasOutput);
  const answer = parse(body);
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return { usage: null, fault: 'the answer is no JSON object' };
  }
  return readUsage((answer as { usage?: unknown }).usage, hasOutput);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
