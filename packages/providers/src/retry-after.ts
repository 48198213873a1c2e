import type { EgressHeaders } from '@turnpike/egress/egress';

/** A provider that asks for longer is taken at this: its targets are tried again then. */
const LONGEST_MS = 60 * 60 * 1_000;

/**
 * How long a provider asks to be left alone: `retry-after-ms` (OpenAI's), else `Retry-After` in seconds or as a date
 * (RFC 9110, 10.2.3). Null when it doesn't say, or says nonsense.
 */
export function readRetryAfterMs(headers: EgressHeaders, nowMs: number): number | null {
  const exact = readNumber(headers['retry-after-ms']);
  if (exact !== null) return Math.min(exact, LONGEST_MS);
  const value = headers['retry-after'];
  const seconds = readNumber(value);
  if (seconds !== null) return Math.min(Math.ceil(seconds * 1_000), LONGEST_MS);
  const date = typeof value === 'string' && /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(0, date - nowMs), LONGEST_MS);
}

function readNumber(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\s*\d{1,12}(?:\.\d{1,6})?\s*$/.test(value) ? Number(value) : null;
}
