import { ApiError } from '@turnpike/errors/api-error';
import type { z } from 'zod';
import type { JsonObject } from './operation.js';

/** Most output tokens anyone may ask for; no model produces more, and a hold for more would be nonsense. */
export const OUTPUT_TOKENS_CEILING = 10_000_000;

/** The first problem zod found, as OpenAI would word it: the parameter's path and what is wrong with it. */
export function parameterError(error: z.ZodError): ApiError {
  const [issue] = error.issues;
  const param = issue === undefined ? '' : formatPath(issue.path);
  const where = param === '' ? 'The request body' : `'${param}'`;
  const message = `Invalid value: ${where} ${issue?.message ?? 'is not valid'}.`;
  return new ApiError('invalid_parameter', param === '' ? { message } : { message, param });
}

function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : `${text === '' ? '' : '.'}${String(step)}`;
  return text;
}

/** Parses a body's bytes as one JSON object in UTF-8. */
export function parseJsonObject(raw: Buffer): JsonObject | ApiError {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(raw));
  } catch {
    return new ApiError('invalid_json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new ApiError('invalid_json', { message: 'The request body must be a JSON object.' });
  }
  if (raw.length > 2 * DEEPEST && isDeeperThan(raw, DEEPEST)) {
    return new ApiError('invalid_json', { message: `The request body is nested deeper than ${DEEPEST} levels.` });
  }
  return value as JsonObject;
}

/**
 * Levels of nesting, each of which takes two bytes at least. No schema or message comes near it; what walks a
 * value by recursion, here or at a provider, would run out of stack.
 */
const DEEPEST = 200;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Nesting of valid JSON, by its brackets outside of texts. */
function isDeeperThan(json: Buffer, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) at = findTextEnd(json, at);
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

/** The closing quote of the text that opens here: the first one with an even number of backslashes before it. */
function findTextEnd(json: Buffer, opening: number): number {
  for (let end = json.indexOf(QUOTE, opening + 1); end !== -1; end = json.indexOf(QUOTE, end + 1)) {
    let first = end;
    while (json[first - 1] === BACKSLASH) first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
  return json.length;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Strict: a broken sequence is refused here and not passed to a provider as a replacement character. */
function decodeUtf8(raw: Buffer): string {
  return strictUtf8.decode(raw);
}

/**
 * A caller's end user, cut to what a record keeps. NUL and half surrogate pairs are replaced: PostgreSQL can't store
 * them, and an event that can't be stored would not be billed.
 */
export function endUserOf(body: JsonObject): string | null {
  const user = body.user;
  if (typeof user !== 'string' || user === '') return null;
  return user.slice(0, 256).replaceAll('\0', '\ufffd').toWellFormed();
}
