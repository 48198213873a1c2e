/**
 * The steering line: `@sandbox key=value …` on a line of its own in a prompt tells the sandbox how to behave.
 * Strict on purpose: a mistyped key would make a test pass for the wrong reason, so it is refused.
 */

/** What a prompt asked for. Times in milliseconds, `retryAfter` in seconds. */
export interface Steering {
  status?: number;
  errorCode?: string;
  retryAfter?: number;
  delayMs?: number;
  reply?: string;
  chunks?: number;
  chunkDelayMs?: number;
  cutAfter?: number;
  omitUsage?: boolean;
  promptTokens?: number;
  completionTokens?: number;
  cachedTokens?: number;
  reasoningTokens?: number;
}

export type SteeringResult = { ok: true; steering: Steering } | { ok: false; problem: string };

export type Operation = 'chat' | 'embeddings';

type KeyKind = { kind: 'integer'; min: number; max: number } | { kind: 'flag' } | { kind: 'text' };

/** One steering key, with the sentence that documents it on the landing page. */
export interface SteeringKey {
  property: keyof Steering;
  value: KeyKind;
  operations: readonly Operation[];
  example: string;
  help: string;
}

const BOTH: readonly Operation[] = ['chat', 'embeddings'];
const CHAT: readonly Operation[] = ['chat'];
const TOKENS: KeyKind = { kind: 'integer', min: 0, max: 1_000_000_000 };

/** Every key, in the order in which the landing page shows them. */
export const STEERING_KEYS: Readonly<Record<string, SteeringKey>> = {
  status: {
    property: 'status',
    value: { kind: 'integer', min: 400, max: 599 },
    operations: BOTH,
    example: 'status=503',
    help: 'Answers with this error status, in OpenAI’s envelope.',
  },
  error_code: {
    property: 'errorCode',
    value: { kind: 'text' },
    operations: BOTH,
    example: 'error_code=insufficient_quota',
    help: 'The code inside that error. Needs status.',
  },
  retry_after: {
    property: 'retryAfter',
    value: { kind: 'integer', min: 0, max: 86_400 },
    operations: BOTH,
    example: 'retry_after=2',
    help: 'Sends Retry-After, in seconds, with that error. Needs status.',
  },
  delay_ms: {
    property: 'delayMs',
    value: { kind: 'integer', min: 0, max: 600_000 },
    operations: BOTH,
    example: 'delay_ms=500',
    help: 'Waits before the first byte of the answer.',
  },
  reply: {
    property: 'reply',
    value: { kind: 'text' },
    operations: CHAT,
    example: 'reply="as you wish"',
    help: 'The text to answer with. In quotes it may hold spaces and JSON escapes.',
  },
  chunks: {
    property: 'chunks',
    value: { kind: 'integer', min: 1, max: 10_000 },
    operations: CHAT,
    example: 'chunks=20',
    help: 'Streams the text in this many pieces (one a word if unsaid). A reply with fewer characters has fewer.',
  },
  chunk_delay_ms: {
    property: 'chunkDelayMs',
    value: { kind: 'integer', min: 0, max: 60_000 },
    operations: CHAT,
    example: 'chunk_delay_ms=50',
    help: 'Waits between two pieces of a stream.',
  },
  cut_after: {
    property: 'cutAfter',
    value: { kind: 'integer', min: 0, max: 1_000_000 },
    operations: CHAT,
    example: 'cut_after=5',
    help: 'Drops the connection after that many pieces; a plain answer is dropped in the middle of its body. A stream with fewer pieces ends as usual.',
  },
  omit_usage: {
    property: 'omitUsage',
    value: { kind: 'flag' },
    operations: BOTH,
    example: 'omit_usage=true',
    help: 'Reports no usage at all.',
  },
  prompt_tokens: {
    property: 'promptTokens',
    value: TOKENS,
    operations: BOTH,
    example: 'prompt_tokens=1200',
    help: 'Reports this many prompt tokens instead of the true count.',
  },
  completion_tokens: {
    property: 'completionTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'completion_tokens=90',
    help: 'Reports this many completion tokens instead of the true count.',
  },
  cached_tokens: {
    property: 'cachedTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'cached_tokens=1024',
    help: 'How many of the prompt tokens are reported as cached.',
  },
  reasoning_tokens: {
    property: 'reasoningTokens',
    value: TOKENS,
    operations: CHAT,
    example: 'reasoning_tokens=64',
    help: 'Reasoning tokens, part of the completion tokens: added to the text’s unless completion_tokens is said.',
  },
};

const MARK = '@sandbox';
const STEERING_LINE = /^@sandbox(?:[ \t]+(.*))?$/;
const KEY = /[a-z_]+=/y;
const BARE_VALUE = /[^\s"]+/y;
const BETWEEN_PAIRS = /\s+|$/y;

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
    const literal = pairs[valueAt] === '"' ? readQuoted(pairs, valueAt) : matchAt(BARE_VALUE, pairs, valueAt);
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
  if (steering[key.property] !== undefined) return `${pair.name} is said twice.`;
  const text = unquote(pair.literal);
  if (text === undefined) return `${pair.name} has a value that is not a valid quoted text.`;
  const value = readValue(text, key.value);
  if (value === undefined) return `${pair.name} must be ${describe(key.value)}, not "${text.slice(0, 40)}".`;
  Object.assign(steering, { [key.property]: value });
  return undefined;
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
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return number >= value.min && number <= value.max ? number : undefined;
}

function describe(value: KeyKind): string {
  if (value.kind === 'flag') return 'true or false';
  if (value.kind === 'text') return 'text';
  return `a whole number from ${value.min} to ${value.max}`;
}

function namesFor(operation: Operation): string {
  const names = Object.entries(STEERING_KEYS).filter(([, key]) => key.operations.includes(operation));
  return names.map(([name]) => name).join(', ');
}
