/** The kinds of calls of the mix: each makes a random plan, steered by the sandbox's line. */
import type { CallPlan, LeavePoint } from './call.js';
import type { Random } from './random.js';

/** Models by what is done to them. One fails more often than not, so that its breaker opens. */
export const MODELS = {
  plain: 'chat-plain',
  priced: 'chat-priced',
  embedding: 'text-embedding',
  failing: 'chat-failing',
  fallback: 'chat-fallback',
} as const;

/** A chat call with a steering line made of these pairs. */
export function chat(kind: string, options: ChatOptions): CallPlan {
  const { model, prompt, steer = {}, stream = false, leave, ...fields } = options;
  const line = Object.entries(steer).map(([key, value]) => `${key}=${value}`);
  const content = line.length === 0 ? prompt : `${prompt}\n@sandbox ${line.join(' ')}`;
  const body = { model, messages: [{ role: 'user', content }], ...(stream ? { stream: true } : {}), ...fields };
  return { kind, path: '/v1/chat/completions', body, ...(leave === undefined ? {} : { leave }) };
}

export interface ChatOptions {
  model: string;
  prompt: string;
  steer?: Record<string, string | number | boolean>;
  stream?: boolean;
  leave?: LeavePoint;
  [field: string]: unknown;
}

const withUsage = { stream: true, stream_options: { include_usage: true } };

/** One of each; `model` is a plain or a priced one. */
const KINDS: Readonly<Record<string, (random: Random, kind: string) => CallPlan>> = {
  plain: (random, kind) => chat(kind, { model: anyModel(random), prompt: random.words(random.between(1, 60)) }),
  'plain with max_tokens': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(8), max_tokens: random.between(1, 12) }),
  'plain with two choices': (random, kind) => chat(kind, { model: anyModel(random), prompt: random.words(5), n: 2 }),
  'plain with reported buckets': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(4), steer: buckets(random) }),
  'plain without usage': (random, kind) =>
    chat(kind, {
      model: anyModel(random),
      prompt: random.words(9),
      steer: { omit_usage: true },
      n: random.between(1, 2),
    }),
  'plain delayed': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(3), steer: { delay_ms: random.between(50, 800) } }),
  'plain cut': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(6), steer: { cut_after: 1 } }),
  'plain with fallback': (random, kind) => chat(kind, { model: MODELS.fallback, prompt: random.words(6) }),
  embeddings: (random, kind) => embed(kind, random.words(random.between(1, 40))),
  'embeddings without usage': (random, kind) => embed(kind, `@sandbox omit_usage=true\n${random.words(6)}`),
  stream: (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(7), steer: pace(random), ...withUsage }),
  'stream, usage not asked for': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(7), steer: pace(random), stream: true }),
  'stream without usage': (random, kind) =>
    chat(kind, {
      model: anyModel(random),
      prompt: random.words(7),
      steer: { ...pace(random), omit_usage: true },
      stream: true,
    }),
  'stream with reported buckets': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(3), steer: buckets(random), ...withUsage }),
  'stream of two choices': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(3), steer: { omit_usage: true }, n: 2, stream: true }),
  'stream with fallback': (random, kind) =>
    chat(kind, { model: MODELS.fallback, prompt: random.words(6), stream: true }),
  'stream cut': (random, kind) =>
    chat(kind, {
      model: anyModel(random),
      prompt: random.words(6),
      steer: { chunks: 12, cut_after: random.between(0, 9) },
      stream: true,
    }),
  error: (random, kind) =>
    chat(kind, {
      model: failingModel(random),
      prompt: random.words(2),
      steer: { status: random.pick([400, 429, 500, 503]) },
    }),
  'stream error': (random, kind) =>
    chat(kind, {
      model: failingModel(random),
      prompt: random.words(2),
      steer: { status: random.pick([400, 429, 500, 503]) },
      stream: true,
    }),
  'left while sending': (random, kind) =>
    chat(kind, { model: anyModel(random), prompt: random.words(30), leave: { at: 'body' } }),
  'left while waiting': (random, kind) => {
    const leave = { at: 'waiting', afterMs: random.between(0, 250) } as const;
    const stream = random.next() < 0.5;
    return chat(kind, { model: anyModel(random), prompt: random.words(4), steer: { delay_ms: 500 }, stream, leave });
  },
  'left in mid-stream': (random, kind) => leftInMidStream(random, kind, false),
  'left in mid-stream, no usage': (random, kind) => leftInMidStream(random, kind, true),
};

/** Calls of every kind, each kind often enough to meet it, in random order. */
export function mixOfCalls(random: Random, count: number): CallPlan[] {
  const names = Object.keys(KINDS);
  return Array.from({ length: count }, () => planOf(random, random.pick(names)));
}

function planOf(random: Random, name: string): CallPlan {
  const make = KINDS[name];
  if (make === undefined) throw new Error(`no kind of call is named ${name}`);
  return make(random, name);
}

/** Reports far more than was held for, in steps of so many tokens: what the balance can't carry is overrun. */
export function overdrawingCall(random: Random): CallPlan {
  const steer = { completion_tokens: random.between(1, 5) * 100_000 };
  return chat('more than was held', { model: MODELS.plain, prompt: random.words(3), steer });
}

function anyModel(random: Random): string {
  return random.pick([MODELS.plain, MODELS.priced]);
}

function failingModel(random: Random): string {
  return random.next() < 0.5 ? MODELS.failing : anyModel(random);
}

/** Words as pieces, some milliseconds apart. */
function pace(random: Random): Record<string, number> {
  return { chunks: random.between(1, 25), chunk_delay_ms: random.between(0, 15) };
}

function buckets(random: Random): Record<string, number> {
  const prompt = random.between(1, 5_000);
  const completion = random.between(1, 3_000);
  return {
    prompt_tokens: prompt,
    cached_tokens: random.between(0, prompt),
    completion_tokens: completion,
    reasoning_tokens: random.between(0, completion),
  };
}

/** A piece is a word, so that what a beginning of the text is worth can be worked out. */
function leftInMidStream(random: Random, kind: string, omitUsage: boolean): CallPlan {
  const steer = {
    reply: JSON.stringify(random.words(10)),
    chunk_delay_ms: 60,
    ...(omitUsage ? { omit_usage: true } : {}),
  };
  const leave = { at: 'chunk', count: random.between(1, 8) } as const;
  return chat(kind, { model: anyModel(random), prompt: random.words(4), steer, stream: true, leave });
}

function embed(kind: string, input: string): CallPlan {
  return { kind, path: '/v1/embeddings', body: { model: MODELS.embedding, input } };
}
