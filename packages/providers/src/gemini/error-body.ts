/** Google's error body (google.rpc.Status), and its message made fit to be shown. */
import { isRecord, parseObject, textOf } from '@turnpike/dialects/json';
import { recordOf, recordsIn } from '@turnpike/dialects/reading';
import { redactMessage } from '../openai-compatible/error-envelope.js';
import type { FailureContext } from '../provider-adapter.js';

export interface GoogleError {
  message: string | null;
  /** Google's canonical code: `INVALID_ARGUMENT`. */
  status: string | null;
  /** Finer than the code: `API_KEY_INVALID`. */
  reason: string | null;
  /** The field that the first violation names. */
  field: string | null;
  retryAfterMs: number | null;
}

const NOTHING_SAID: GoogleError = { message: null, status: null, reason: null, field: null, retryAfterMs: null };

/** A larger body is no error object that anybody wrote by hand. */
const MOST_BODY_BYTES = 64 * 1_024;
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;
const CODE = /^\w{1,64}$/;
const FIELD = /^[\w.[\]-]{1,200}$/;

/** What names the platform's account: keys, tokens, projects, service accounts. */
const SECRETS = [
  /\bAIza[\w-]{10,}/g,
  /\bya29\.[\w.-]+/g,
  /\bprojects?[ /][\w.:-]+/gi,
  /\bproject_number:\d+/g,
  /\bconsumer '[^']{1,200}'/gi,
  /[\w.-]{1,100}@[\w.-]{1,100}\.gserviceaccount\.com/g,
];

/** Reads an error body, alone or as the one element of an array that was to be a stream. Never throws. */
export function parseGoogleErrorBody(body: Buffer): GoogleError {
  if (body.length === 0 || body.length > MOST_BODY_BYTES) return NOTHING_SAID;
  const text = body.toString().trim();
  const json = text.startsWith('[') ? firstOf(text) : parseObject(text);
  return readGoogleError(recordOf(json).error);
}

/** Reads the `error` of a body or of an event. Never throws. */
export function readGoogleError(error: unknown): GoogleError {
  if (!isRecord(error)) return { ...NOTHING_SAID, message: textOf(error) };
  const details = recordsIn(error.details);
  const detail = (kind: string): Readonly<Record<string, unknown>> =>
    recordOf(details.find((one) => textOf(one['@type'])?.endsWith(`.${kind}`)));
  return {
    message: textOf(error.message)?.trim() || null,
    status: matching(error.status, CODE),
    reason: matching(detail('ErrorInfo').reason, CODE),
    field: matching(recordsIn(detail('BadRequest').fieldViolations)[0]?.field, FIELD),
    retryAfterMs: readDelay(detail('RetryInfo').retryDelay),
  };
}

/** Takes out what names the platform's account or the provider's address, and bounds the rest. */
export function redactGoogleMessage(message: string, context: FailureContext): string {
  let text = redactMessage(message, context);
  for (const pattern of SECRETS) text = text.replace(pattern, '[redacted]');
  // Google names a model with its collection, which is none of the gateway's.
  return text.replaceAll(/\b(?:publishers\/google\/)?models\//g, '');
}

function firstOf(text: string): unknown {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (list as unknown[])[0] : null;
  } catch {
    return null;
  }
}

function matching(value: unknown, pattern: RegExp): string | null {
  return typeof value === 'string' && pattern.test(value) ? value : null;
}

/** A duration as protobuf's JSON has it: `34.07s`. */
function readDelay(value: unknown): number | null {
  const seconds = typeof value === 'string' ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(value)?.[1] : undefined;
  return seconds === undefined ? null : Math.min(Math.ceil(Number(seconds) * 1_000), LONGEST_WAIT_MS);
}
