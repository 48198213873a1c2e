/** The response cache: which calls are given an answer that was kept, as what, at which price, and which are not. */
import { randomBytes } from 'node:crypto';
import { type CachePolicy, CachePolicySchema } from '@turnpike/contracts/management/cache-policy';
import { startTestRedis } from '@turnpike/testing/redis';
import { until } from '@turnpike/testing/until';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AccountOptions, PRICES } from './catalogue.fixture.js';
import { type Account, Corridor, faultsIn, HEADER_PREFIX, say } from './corridor.fixture.js';

const CACHE_URL = process.env.TEST_REDIS_CACHE_URL ?? 'redis://127.0.0.1:26379';
const answerCache = {
  redisUrl: CACHE_URL,
  prefix: `cache-${randomBytes(6).toString('hex')}`,
  memoryBytes: 4 * 1024 * 1024,
};
const HIT_PRICE = '0.00005';

let corridor: Corridor;
let cacheRedis: Redis;
beforeAll(async () => {
  corridor = await Corridor.start({ parts: { answerCache } });
  cacheRedis = new Redis(CACHE_URL);
});
afterEach(() => expect(faultsIn(corridor)).toEqual([]));
afterAll(async () => {
  const names = await cacheRedis.keys(`${answerCache.prefix}:*`);
  if (names.length > 0) await cacheRedis.unlink(...names);
  cacheRedis.disconnect();
  await corridor.stop();
});

function policy(given: Partial<CachePolicy> = {}): CachePolicy {
  return CachePolicySchema.parse({ mode: 'always', ...given });
}

function account(cache: Partial<CachePolicy> = {}, options: AccountOptions = {}): Account {
  return corridor.account({ cache: policy(cache), ...options });
}

/** A question nobody else asks. */
function question(...lines: string[]) {
  return { model: 'chat', messages: say(`question ${randomBytes(6).toString('hex')}`, ...lines) };
}

interface Answered {
  readonly status: number;
  readonly cache: string | null;
  readonly body: Buffer;
  readonly headers: Headers;
  readonly requestId: string;
}

async function chat(of: Account, body: object, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await of.post('/v1/chat/completions', body, headers);
  return {
    status: response.status,
    cache: response.headers.get(`${HEADER_PREFIX}-cache`),
    body: Buffer.from(await response.arrayBuffer()),
    headers: response.headers,
    requestId: response.headers.get('x-request-id') ?? '',
  };
}

/** What each of several calls in a row was told of the cache. */
async function cacheOf(of: Account, calls: readonly (readonly [body: object, headers?: Record<string, string>])[]) {
  const told: (string | null)[] = [];
  for (const [body, headers] of calls) told.push((await chat(of, body, headers)).cache);
  return told;
}

describe('an answer that was kept', () => {
  test('is given again as it was, with a receipt of its own, at the price of a kept one', async () => {
    const caller = account({}, { prices: { ...PRICES, cache_hit: HIT_PRICE }, quotaPerMonth: 1000 });
    const body = question('@sandbox cached_tokens=3 reasoning_tokens=5');
    const first = await chat(caller, body);
    const second = await chat(caller, { messages: body.messages, user: 'ada', model: 'chat' });
    expect([first.cache, second.cache]).toEqual(['miss', 'hit']);
    expect(second.body).toEqual(first.body);
    expect(second.requestId).not.toBe(first.requestId);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(Number(second.headers.get('age'))).toBeLessThan(60);
    expect(second.headers.get(`${HEADER_PREFIX}-charge`)).toBe(HIT_PRICE);
    expect(second.headers.get(`${HEADER_PREFIX}-attempts`)).toBe('0');
    expect(second.headers.get('ratelimit')).toMatch(/^"month";r=998/);

    await caller.settled(2);
    const [asked, given] = await Promise.all([caller.eventOf(first.requestId), caller.eventOf(second.requestId)]);
    expect(asked).toMatchObject({ usageSource: 'provider', charge: caller.chargeOf(await caller.delivered(asked)) });
    const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = asked;
    expect(given).toMatchObject({
      usageSource: 'cache', charge: HIT_PRICE, cost: '0', costCurrency: null, targetId: null, attempts: 0, counted: true,
      inputTokens, cachedInputTokens, outputTokens, reasoningTokens, endReason: 'complete', endUser: 'ada',
      parts: [{ unit: 'cache_hit', quantity: '1', amount: HIT_PRICE, charge: HIT_PRICE, kind: 'metered' }],
    }); // prettier-ignore
    expect(await corridor.sandbox.delivered(second.requestId)).toBeNull();
    expect((await caller.state()).held).toBe('0');
    const records = await until(async () => {
      const found = await corridor.records(caller.tenantId);
      return found.length === 2 ? found : null;
    }, 'both records');
    expect(records.map(({ detail }) => detail.cache)).toEqual(['miss', 'hit']);
  });

  test('costs what it cost where the plan has no price for kept ones, and nothing for a test key', async () => {
    const body = question();
    for (const environment of ['live', 'test'] as const) {
      const caller = account({}, { environment });
      const first = await chat(caller, body);
      const second = await chat(caller, body);
      await caller.settled(2);
      const [asked, given] = await Promise.all([caller.eventOf(first.requestId), caller.eventOf(second.requestId)]);
      expect(given).toMatchObject({ usageSource: 'cache', charge: asked.charge, parts: asked.parts, cost: '0' });
      expect(asked.charge === '0').toBe(environment === 'test');
    }
  });

  test('is a stream where it was one, byte for byte, and neither is given for the other', async () => {
    const caller = account();
    const body = { ...question('@sandbox chunks=12'), stream: true, stream_options: { include_usage: true } };
    const first = await chat(caller, body);
    const second = await chat(caller, body);
    expect([first.cache, second.cache]).toEqual(['miss', 'hit']);
    expect(first.body.toString()).toMatch(/data: \[DONE\]\n\n$/);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect((await chat(caller, { ...body, stream: false, stream_options: undefined })).cache).toBe('miss');
  });

  test('is longer than one piece, whole or streamed', async () => {
    const caller = account({ maxBytes: 4 * 1024 * 1024 });
    const body = { ...question(`@sandbox chunks=2000 reply="${'word '.repeat(20_000)}"`), stream: true };
    const [first, second] = [await chat(caller, body), await chat(caller, body)];
    expect(first.body.length).toBeGreaterThan(200_000);
    expect([first.cache, second.cache, second.body.equals(first.body)]).toEqual(['miss', 'hit', true]);
  });

  test('carries the receipt of whoever is given it, where that was asked for', async () => {
    const caller = account({}, { prices: { ...PRICES, cache_hit: HIT_PRICE } });
    const body = { ...question(), stream: true };
    const asks = { [`${HEADER_PREFIX}-receipt`]: '1' };
    expect((await chat(caller, body, asks)).cache).toBe('miss');
    // The one with a receipt in it was not kept.
    expect((await chat(caller, body)).cache).toBe('miss');
    const given = await chat(caller, body, asks);
    expect(given.cache).toBe('hit');
    const receipt = /^: receipt (.*)\n\n/.exec(given.body.toString())?.[1] ?? '{}';
    expect(JSON.parse(receipt)).toEqual({ requestId: given.requestId, charge: HIT_PRICE, currency: 'USD' });
  });

  test('that is charged more than its hold is refused where the balance can’t carry it', async () => {
    const rich = account();
    const body = { ...question('@sandbox chunks=60 completion_tokens=3000'), stream: true };
    expect((await chat(rich, body)).cache).toBe('miss');
    const poor = corridor.account({ productOf: rich.stored, cache: policy({ shared: true }), posted: '0.005' });
    const richAgain = corridor.account({ productOf: rich.stored, cache: policy({ shared: true }) });
    expect((await chat(richAgain, body)).cache).toBe('miss');
    expect((await chat(richAgain, body)).cache).toBe('hit');
    const refused = await chat(poor, body);
    expect([refused.status, JSON.parse(refused.body.toString())]).toMatchObject([
      402,
      { error: { code: 'insufficient_quota' } },
    ]);
    expect(await poor.settled(1)).toMatchObject([{ charge: '0', usageSource: 'none' }]);
  });
});

describe('whose answers are kept for whom', () => {
  test.each([
    ['another tenant of the product', false, 'live', 'miss'],
    ['another tenant of a product that shares', true, 'live', 'hit'],
    ['a test key of a product that shares', true, 'test', 'miss'],
  ] as const)('%s', async (_who, shared, environment, expected) => {
    const one = account({ shared });
    const other = corridor.account({ cache: policy({ shared }), productOf: one.stored, environment });
    const body = question();
    expect(await cacheOf(one, [[body], [body]])).toEqual(['miss', 'hit']);
    expect((await chat(other, body)).cache).toBe(expected);
  });

  test('another product keeps its own', async () => {
    const body = question();
    const shared = { shared: true };
    expect([(await chat(account(shared), body)).cache, (await chat(account(shared), body)).cache]).toEqual([
      'miss',
      'miss',
    ]);
  });

  test('a product that keeps nothing asks the cache for nothing', async () => {
    const caller = corridor.account();
    const body = question();
    expect(await cacheOf(caller, [[body], [body]])).toEqual(['bypass', 'bypass']);
    await caller.settled(2);
    const records = await until(async () => {
      const found = await corridor.records(caller.tenantId);
      return found.length === 2 ? found : null;
    }, 'both records');
    expect(records.map(({ detail }) => detail.cache)).toEqual([null, null]);
  });
});

describe('what requests say', () => {
  test.each([
    ['always, no-store: neither read nor kept', 'always', ['no-store', null], ['bypass', 'miss']],
    ['always, no-cache: kept, not read', 'always', [null, 'no-cache', null], ['miss', 'miss', 'hit']],
    ['always, max-age=0: kept, not read', 'always', [null, 'max-age=0', null], ['miss', 'miss', 'hit']],
    ['always, max-age: young enough', 'always', [null, 'max-age=60'], ['miss', 'hit']],
    ['on request, nothing said', 'on_request', [null, null], ['bypass', 'bypass']],
    ['on request, max-age', 'on_request', ['max-age=60', 'max-age=60', null], ['miss', 'hit', 'bypass']],
  ] as const)('%s', async (_what, mode, controls, expected) => {
    const body = question();
    const calls = controls.map((control) => [body, control === null ? {} : { 'cache-control': control }] as const);
    expect(await cacheOf(account({ mode }), calls)).toEqual(expected);
  });

  test('only-if-cached is refused where nothing is kept, and costs nothing', async () => {
    const caller = account();
    const refused = await chat(caller, question(), { 'cache-control': 'only-if-cached' });
    expect([refused.status, JSON.parse(refused.body.toString())]).toMatchObject([
      504,
      { error: { code: 'not_cached' } },
    ]);
    expect(await caller.settled(1)).toMatchObject([{ charge: '0', usageSource: 'none', attempts: 0 }]);
    expect(await corridor.sandbox.delivered(refused.requestId)).toBeNull();
  });
});

describe('what is not kept', () => {
  test.each([
    ['what is larger than the policy’s bound', { maxBytes: 1024 }, question(`@sandbox reply="${'x'.repeat(3000)}"`)],
    ['a failure', {}, question('@sandbox status=503')],
    ['a stream that was cut', {}, { ...question('@sandbox chunks=10 cut_after=4'), stream: true }],
  ] as const)('%s', async (_what, given, body) => {
    expect((await cacheOf(account(given), [[body], [body]])).filter((told) => told === 'hit')).toEqual([]);
  });

  test('what has outlived its time', async () => {
    const caller = account({ ttlSeconds: 1 });
    const body = question();
    expect(await cacheOf(caller, [[body], [body]])).toEqual(['miss', 'hit']);
    const again = await until(async () => ((await chat(caller, body)).cache === 'miss' ? true : null), 'a miss');
    expect(again).toBe(true);
  });
});

test('identical misses are one call to the provider, and the others are given its answer', async () => {
  const caller = account();
  const body = question('@sandbox delay_ms=300');
  const answers = await Promise.all(Array.from({ length: 8 }, () => chat(caller, body)));
  expect(answers.map(({ cache }) => cache).sort()).toEqual([...Array.from({ length: 7 }, () => 'hit'), 'miss']);
  const asked = await Promise.all(answers.map(({ requestId }) => corridor.sandbox.delivered(requestId)));
  expect(asked.filter((delivered) => delivered !== null)).toHaveLength(1);
  expect(new Set(answers.map(({ body: given }) => given.toString())).size).toBe(1);
  expect(await caller.settled(8)).toHaveLength(8);
});

test('followers of a call that fails are asked themselves', async () => {
  const caller = account();
  const body = question('@sandbox delay_ms=200 status=500');
  const answers = await Promise.all(Array.from({ length: 3 }, () => chat(caller, body)));
  expect(answers.map(({ status, cache }) => [status, cache])).toEqual(Array.from({ length: 3 }, () => [502, null]));
});

describe('beyond one process', () => {
  test('another gateway gives what this one kept, and goes on without the cache Redis', async () => {
    const redis = await startTestRedis();
    const parts = { answerCache: { ...answerCache, redisUrl: redis.url } };
    const one = await Corridor.start({ beside: corridor, parts });
    const other = await Corridor.start({ beside: corridor, parts });
    try {
      const caller = account();
      const body = question();
      expect((await chat(caller.at(one), body)).cache).toBe('miss');
      await until(async () => ((await chat(caller.at(other), body)).cache === 'hit' ? true : null), 'a hit elsewhere');
      await redis.kill();
      const next = question();
      expect(await cacheOf(caller.at(other), [[next], [next]])).toEqual(['miss', 'hit']);
      expect((await chat(caller.at(one), next)).cache).toBe('miss');
      expect([...faultsIn(one), ...faultsIn(other)]).toEqual([]);
    } finally {
      await one.stop();
      await other.stop();
      await redis.stop();
    }
  });
});

describe('questions in other words', () => {
  const semantic = { embeddingModel: 'embedding', threshold: 0.8 };
  const ask = (content: string, more: object = {}) => ({
    model: 'chat',
    messages: [{ role: 'user', content }],
    ...more,
  });

  test.each([
    ['other words', 'How can I reset my password?', {}, {}, 'semantic'],
    ['another number', 'How do I reset my 2nd password?', {}, {}, 'miss'],
    ['a negation', 'How do I not reset my password?', {}, {}, 'miss'],
    ['another matter', 'What is the capital of France?', {}, {}, 'miss'],
    ['another parameter', 'How can I reset my password?', { temperature: 0.1 }, {}, 'miss'],
    [
      'another system prompt',
      'How can I reset my password?',
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'How can I reset my password?' },
        ],
      },
      {},
      'miss',
    ],
    [
      'a request that doesn’t want it',
      'How can I reset my password?',
      {},
      { [`${HEADER_PREFIX}-semantic`]: 'off' },
      'miss',
    ],
    ['a request that wants it fresh', 'How can I reset my password?', {}, { 'cache-control': 'no-cache' }, 'miss'],
  ] as const)('%s', async (_what, content, more, headers, expected) => {
    const caller = account({ semantic }, { prices: { ...PRICES, cache_hit: HIT_PRICE } });
    const first = await chat(caller, ask('How do I reset my password?'));
    expect(first.cache).toBe('miss');
    const second = await chat(caller, ask(content, more), headers);
    expect(second.cache).toBe(expected);
    if (expected !== 'semantic') return;
    expect(second.body).toEqual(first.body);
    expect(Number(second.headers.get(`${HEADER_PREFIX}-similarity`))).toBeGreaterThan(0.8);
    expect(second.headers.get(`${HEADER_PREFIX}-charge`)).toBe(HIT_PRICE);
    await caller.settled(2);
    const record = await until(async () => {
      const found = await corridor.records(caller.tenantId);
      return found.find(({ detail }) => detail.cache === 'semantic_hit') ?? null;
    }, 'the record of a semantic hit');
    expect(record.detail.attempts).toEqual([]);
  });

  test('are asked where there is no vector of them', async () => {
    const caller = account({ semantic: { ...semantic, embeddingModel: 'unreachable' } });
    expect(await cacheOf(caller, [[ask('How do I pay?')], [ask('How can I pay?')]])).toEqual(['miss', 'miss']);
  });

  test('are found by another process, which learns of them from the cache Redis', async () => {
    const other = await Corridor.start({ beside: corridor, parts: { answerCache } });
    try {
      const caller = account({ semantic });
      expect((await chat(caller, ask('Where can I download my invoice?'))).cache).toBe('miss');
      const body = ask('Where do I download my invoice?');
      await until(async () => {
        const { cache } = await chat(caller.at(other), body, { 'cache-control': 'only-if-cached' });
        return cache === 'semantic' ? true : null;
      }, 'a semantic hit elsewhere');
    } finally {
      await other.stop();
    }
  });
});
