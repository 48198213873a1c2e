/** Readers of the texts an environment holds: numbers, ports, sizes, durations, addresses, keys. */
import { isAbsolute, resolve } from 'node:path';
import { isIP } from 'node:net';
import { z } from 'zod';

const BYTES = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const;
const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** An integer within bounds, both included. */
export function integer(min: number, max: number): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    context.addIssue(`give a whole number from ${min} to ${max}`);
    return z.NEVER;
  });
}

/** A TCP port. */
export const port = integer(1, 65_535);

/** A size such as `10mb`, in bytes; units are b, kb, mb, gb in steps of 1024. */
export const size: z.ZodType<number, string> = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)$/i.exec(text);
  const unit = match?.[2]?.toLowerCase() as keyof typeof BYTES | undefined;
  const bytes = unit ? Math.floor(Number(match?.[1]) * BYTES[unit]) : 0;
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  context.addIssue('give a size with its unit, such as 512kb or 10mb');
  return z.NEVER;
});

/** A duration such as `20s`, in milliseconds; units are ms, s, m, h. */
export const duration: z.ZodType<number, string> = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(text);
  const unit = match?.[2] as keyof typeof MILLISECONDS | undefined;
  // Node's timers wrap above 2^31 - 1 ms and would fire at once.
  const milliseconds = unit ? Math.round(Number(match?.[1]) * MILLISECONDS[unit]) : Number.NaN;
  if (milliseconds >= 0 && milliseconds < 2 ** 31) return milliseconds;
  context.addIssue('give a duration with its unit, such as 500ms, 20s or 5m, at most 24 days');
  return z.NEVER;
});

const RETENTION_UNITS = { h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_RETENTION_MS = 3_650 * RETENTION_UNITS.d;

/** How long something is kept, such as `30d`, in milliseconds; units are h and d. */
export const retention: z.ZodType<number, string> = z.string().transform((text, context) => {
  const match = /^(\d+)\s*([hd])$/.exec(text);
  const unit = match?.[2] as keyof typeof RETENTION_UNITS | undefined;
  const milliseconds = unit ? Number(match?.[1]) * RETENTION_UNITS[unit] : Number.NaN;
  if (milliseconds > 0 && milliseconds <= LONGEST_RETENTION_MS) return milliseconds;
  context.addIssue('give a time with its unit, such as 12h or 30d, at most 3650 days');
  return z.NEVER;
});

/** A URL of one of the given schemes (without the colon), kept as text without a trailing slash. */
export function url(...schemes: readonly string[]): z.ZodType<string, string> {
  return z.string().transform((text, context) => {
    const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : undefined;
    if (scheme && schemes.includes(scheme)) return text.replace(/\/$/, '');
    context.addIssue(`give a URL that begins with ${schemes.map((name) => `${name}://`).join(' or ')}`);
    return z.NEVER;
  });
}

/** A comma-separated list of secrets of at least 8 characters each; empty means none. */
export const secretList: z.ZodType<readonly string[], string> = z.string().transform((text, context) => {
  const secrets = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (secrets.every((secret) => /^\S{8,}$/.test(secret))) return secrets;
  context.addIssue('give secrets of at least 8 characters without spaces, separated by commas');
  return z.NEVER;
});

/** A comma-separated list of addresses or CIDR ranges; empty means none. */
export const cidrList: z.ZodType<readonly string[], string> = z.string().transform((text, context) => {
  const ranges = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const bad = ranges.filter((range) => !isCidr(range));
  if (bad.length === 0) return ranges;
  context.addIssue(`${bad.join(', ')}: give addresses or ranges such as 10.0.0.0/8, separated by commas`);
  return z.NEVER;
});

/** A range of addresses, and the one port it is about; null means all. */
export interface AddressRange {
  range: string;
  port: number | null;
}

/**
 * A comma-separated list of ranges with or without a port: `10.1.0.0/16`, `127.0.0.1/32:8090`, `[::1/128]:8090`; empty
 * means none.
 */
export const addressRangeList: z.ZodType<readonly AddressRange[], string> = z.string().transform((text, context) => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const ranges = parts.map(readAddressRange);
  const bad = parts.filter((_, index) => ranges[index] === null);
  if (bad.length === 0) return ranges.filter((range) => range !== null);
  context.addIssue(`${bad.join(', ')}: give ranges such as 10.1.0.0/16, 127.0.0.1/32:8090 or [::1/128]:8090`);
  return z.NEVER;
});

function readAddressRange(text: string): AddressRange | null {
  const match = /^(?:\[([^\]]+)\]|([\d.]+(?:\/\d+)?))(?::(\d{1,5}))?$/.exec(text);
  const range = match?.[1] ?? match?.[2] ?? text;
  const portNumber = match?.[3] === undefined ? null : Number(match[3]);
  if (!isCidr(range) || (portNumber !== null && (portNumber < 1 || portNumber > 65_535))) return null;
  const bits = isIP(range) === 4 ? '/32' : '/128';
  return { range: range.includes('/') ? range : range + bits, port: portNumber };
}

function isCidr(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Base64 of exactly 32 bytes, kept as text. */
export const key256: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) => /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32,
    'give 32 random bytes in base64: openssl rand -base64 32',
  );

/** A comma-separated list of {@link key256}; empty means none. */
export const key256List: z.ZodType<readonly string[], string> = z.string().transform((text, context) => {
  const keys = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (keys.every((key) => key256.safeParse(key).success)) return keys;
  context.addIssue('give keys of 32 random bytes in base64, separated by commas');
  return z.NEVER;
});

/** A folder; a relative one is taken from the working directory and made absolute. */
export const folder: z.ZodType<string, string> = z
  .string()
  .transform((text) => (isAbsolute(text) ? text : resolve(text)));

/** A short name that is safe in a key, a header or a metric. */
export const token: z.ZodType<string, string> = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'give 1 to 32 small letters, digits or hyphens, beginning with a letter');
