/**
 * The steering line: `@sandbox key=value …` on a line of its own in a prompt tells the sandbox how to behave, on every
 * wire alike. Strict on purpose: a mistyped key would make a test pass for the wrong reason, so it is refused.
 */
import type { Operation } from '../deliveries/delivery.js';
import { type KeyKind, STEERING_KEYS } from './steering-keys.js';
import type { Steering, SteeringResult } from './steering.js';

const MARK = '@sandbox';
/** A line here ends by a line feed alone: quoted text may hold the other characters that end one elsewhere. */
const STEERING_LINE = /^@sandbox(?:[ \t]+(.*))?$/s;
const KEY = /[a-z_]+=/y;
const BARE_VALUE = /[^\s"]+/y;
const BETWEEN_PAIRS = /\s+|$/y;
const MAX_TOOLS = 16;
/** The arguments of a tool that has been given none. */
const NOT_SAID: Record<string, unknown> = Object.freeze({});

/** Reads every steering line of a text; a text without one steers nothing. */
export function parseSteering(text: string, operation: Operation): SteeringResult {
  const steering: Steering = {};
  if (!text.includes(MARK)) return { ok: true, steering };
  for (const line of text.split(/\r?\n/)) {
    const match = STEERING_LINE.exec(line);
    const problem = match === null ? undefined : readPairs((match[1] ?? '').trim(), operation, steering);
    if (problem !== undefined) return { ok: false, problem };
  }
  const needsStatus = steering.status === undefined && (steering.retryAfter ?? steering.errorCode) !== undefined;
  return needsStatus ? { ok: false, problem: 'retry_after and error_code need status.' } : { ok: true, steering };
}

/** The text without its steering lines: what the prompt really says. */
export function withoutSteering(text: string): string {
  if (!text.includes(MARK)) return text;
  const lines = text.split(/\r?\n/).filter((line) => !STEERING_LINE.test(line));
  return lines.join('\n').trim();
}

function readPairs(pairs: string, operation: Operation, steering: Steering): string | undefined {
  let position = 0;
  while (position < pairs.length) {
    const name = matchAt(KEY, pairs, position);
    const valueAt = position + (name?.length ?? 0);
    const literal = readLiteral(pairs, valueAt);
    const end = valueAt + (literal?.length ?? 0);
    const gap = matchAt(BETWEEN_PAIRS, pairs, end);
    if (name === undefined || literal === undefined || gap === undefined) {
      return `expected key=value at "${pairs.slice(position, position + 40)}".`;
    }
    const problem = readPair({ name: name.slice(0, -1), literal }, operation, steering);
    if (problem !== undefined) return problem;
    position = end + gap.length;
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

function readLiteral(pairs: string, start: number): string | undefined {
  if (pairs[start] === '"') return readQuoted(pairs, start);
  const object = pairs[start] === '{' ? readObject(pairs, start) : undefined;
  return object ?? matchAt(BARE_VALUE, pairs, start);
}

/** To the brace that closes it; whether it is JSON is seen later. */
function readObject(text: string, start: number): string | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '"') {
      const quoted = readQuoted(text, index);
      if (quoted === undefined) return undefined;
      index += quoted.length - 1;
    } else if (text[index] === '{') depth += 1;
    else if (text[index] === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, index + 1);
    }
  }
  return undefined;
}

/** By hand: a pattern that repeats over a reply of megabytes runs out of stack. */
function readQuoted(text: string, start: number): string | undefined {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return text.slice(start, index + 1);
  }
  return undefined;
}

function readPair(
  pair: { name: string; literal: string },
  operation: Operation,
  steering: Steering,
): string | undefined {
  const key = Object.hasOwn(STEERING_KEYS, pair.name) ? STEERING_KEYS[pair.name] : undefined;
  if (key === undefined) return `unknown key ${pair.name}; known are ${namesFor(operation)}.`;
  if (!key.operations.includes(operation)) return `${pair.name} does not apply to ${operation}.`;
  if (key.value.kind === 'order' || key.value.kind === 'arguments') return readTool(pair, key.value.kind, steering);
  if (steering[key.property] !== undefined) return `${pair.name} is said twice.`;
  const text = unquote(pair.literal);
  if (text === undefined) return `${pair.name} has a value that is not a valid quoted text.`;
  const value = readValue(text, key.value);
  if (value === undefined) return `${pair.name} must be ${describe(key.value)}, not "${text.slice(0, 40)}".`;
  Object.assign(steering, { [key.property]: value });
  return undefined;
}

/** Each `tool` opens an order, the `args` behind it belong to it. */
function readTool(
  pair: { name: string; literal: string },
  kind: 'order' | 'arguments',
  steering: Steering,
): string | undefined {
  const orders = (steering.tools ??= []);
  if (kind === 'order') {
    const name = unquote(pair.literal);
    if (name === undefined) return `${pair.name} has a value that is not a valid quoted text.`;
    if (orders.length === MAX_TOOLS) return `${pair.name} is said more than ${MAX_TOOLS} times.`;
    orders.push({ name, args: NOT_SAID });
    return undefined;
  }
  const last = orders.at(-1);
  if (last === undefined) return 'args need a tool before them.';
  if (last.args !== NOT_SAID) return 'args is said twice.';
  const args = parseObject(pair.literal);
  if (args === undefined) return `args must be a JSON object, not "${pair.literal.slice(0, 40)}".`;
  last.args = args;
  return undefined;
}

function parseObject(literal: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(literal) as unknown;
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
    return fits ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `JSON.parse` gives the escapes their usual meaning, and a fresh string that doesn't keep the whole prompt alive. */
function unquote(literal: string): string | undefined {
  if (!literal.startsWith('"')) return literal;
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

function readValue(text: string, value: KeyKind): string | number | boolean | undefined {
  if (value.kind === 'text') return text;
  if (value.kind === 'flag') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (value.kind === 'choice') return value.of.includes(text) ? text : undefined;
  if (value.kind !== 'integer') return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return number >= value.min && number <= value.max ? number : undefined;
}

function describe(value: KeyKind): string {
  if (value.kind === 'flag') return 'true or false';
  if (value.kind === 'choice') return `one of ${value.of.join(', ')}`;
  if (value.kind !== 'integer') return 'text';
  return `a whole number from ${value.min} to ${value.max}`;
}

function namesFor(operation: Operation): string {
  const names = Object.entries(STEERING_KEYS).filter(([, key]) => key.operations.includes(operation));
  return names.map(([name]) => name).join(', ');
}
