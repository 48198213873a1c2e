import { readUsage } from '@turnpike/dialects/anthropic-messages/usage';
import { findLastMember } from '../json-scan.js';
import type { UsageReport } from '../provider-adapter.js';

const USAGE_KEY = Buffer.from('"usage"');

/** Reads the `usage` of a whole answer: from its slice at the end of the body, else by parsing all. Never throws. */
export function readUnaryUsage(body: Buffer): UsageReport {
  const slice = findLastMember(body, USAGE_KEY);
  const json = slice === null ? (parse(body) as { usage?: unknown } | null | undefined)?.usage : parse(slice);
  if (json === undefined || json === null) return { usage: null, fault: 'no usage' };
  const usage = readUsage(json);
  return { usage, fault: usage === null ? 'a count of the usage is missing or absurd' : null };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
