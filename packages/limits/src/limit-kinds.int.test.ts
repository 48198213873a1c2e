import { describe, expect, it } from 'vitest';
import type { LimitCheck, WindowCheck } from './admission-limit.js';
import {
  type AdmissionReply,
  type AdmissionRequest,
  admit,
  extendHold,
  heldCounters,
  releaseHold,
} from './admission.js';
import { confirmEvents } from './balance.js';
import { shardOf } from './keys.js';
import { beginRebuild, finishRebuild, readHolds, registerHolds } from './processes.js';
import { settle } from './settlement.js';
import { budget, EVER, paced, perMinute, quota, rate, slots } from '../test/checks.js';
import { call, RedisFixture, settlementOf } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

async function scene(posted = 1_000_000n) {
  const keys = fixture.keySpace();
  const store = { redis, keys };
  const tenantId = await fixture.tenant(keys, posted);
  const tenant = () => redis.hgetall(keys.tenant(tenantId));
  const ask = (limits: readonly LimitCheck[], given: Partial<AdmissionRequest> = {}) =>
    admit(store, call(tenantId, { limits, ...given }));
  /** Admits a call, and gives it. */
  const admitted = async (limits: readonly LimitCheck[], given: Partial<AdmissionRequest> = {}) => {
    const request = call(tenantId, { limits, ...given });
    const reply = await admit(store, request);
    if (reply.kind !== 'admitted') throw new Error(reply.kind);
    return request;
  };
  return { keys, store, tenantId, tenant, ask, admitted };
}

function standingOf(reply: AdmissionReply, index = 0) {
  if (reply.kind !== 'admitted' && reply.kind !== 'limit') throw new Error(reply.kind);
  return reply.standings[index];
}

const tokensPerMinute = (scope: string, limit: number, cost: number, given: Partial<WindowCheck> = {}) =>
  perMinute(scope, limit, { unit: 'tokens', cost, ...given });
const tokenQuota = (limit: number, cost: number) => quota('t:key:1:day', limit, { unit: 'tokens', cost });

describe('paced', () => {
  const second = { intervalUs: 1_000_000 };

  it('lets calls wait in order for their turns, up to its queue', async () => {
    const { ask } = await scene();
    const limits = [paced('p', second.intervalUs, { queue: 2, maxWaitMs: 60_000 })];
    const waits: number[] = [];
    for (let n = 0; n < 3; n++) {
      const reply = await ask(limits);
      if (reply.kind !== 'admitted') throw new Error(reply.kind);
      waits.push(reply.waitMs);
      expect(reply.standings[0]?.left).toBe(2 - n);
    }
    expect(waits[0]).toBe(0);
    expect(waits[1]).toBeGreaterThan(0);
    expect(waits[1]).toBeLessThanOrEqual(1000);
    expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
    const refused = await ask(limits);
    if (refused.kind !== 'limit') throw new Error(refused.kind);
    expect(refused).toMatchObject({ index: 0, left: 0 });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(1000);
  });

  it('refuses a wait that is too long, whatever room the queue has', async () => {
    const { ask } = await scene();
    const limits = [paced('p', 10_000_000, { queue: 100, maxWaitMs: 12_000 })];
    expect((await ask(limits)).kind).toBe('admitted');
    expect((await ask(limits)).kind).toBe('admitted');
    const refused = await ask(limits);
    if (refused.kind !== 'limit') throw new Error(refused.kind);
    expect(refused.retryAfterMs).toBeGreaterThan(7_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(8_000);
  });

  it('keeps no turn for a call that another limit refuses, and gives the longest wait of several', async () => {
    const { ask, admitted } = await scene();
    const [slow, fast] = [
      paced('slow', 8_000_000, { queue: 9, maxWaitMs: 60_000 }),
      paced('fast', 1000, { queue: 9, maxWaitMs: 60_000 }),
    ];
    await admitted([slow, slots('c', 1)]);
    expect((await ask([slow, slots('c', 1)])).kind).toBe('limit');
    const reply = await ask([fast, slow]);
    if (reply.kind !== 'admitted') throw new Error(reply.kind);
    expect(reply.waitMs).toBeGreaterThan(6_000);
    expect(reply.waitMs).toBeLessThanOrEqual(8_000);
  });

  it('says the same wait to the same request sent again', async () => {
    const { store, ask, admitted } = await scene();
    const limits = [paced('p', 8_000_000, { queue: 9, maxWaitMs: 60_000 })];
    await ask(limits);
    const request = await admitted(limits);
    const again = await admit(store, request);
    if (again.kind !== 'admitted') throw new Error(again.kind);
    expect(again.waitMs).toBeGreaterThan(6_000);
    expect(again.waitMs).toBeLessThanOrEqual(8_000);
  });
});

describe('windows', () => {
  it.each(['sliding', 'fixed'] as const)('%s: count requests, and forget them when they have passed', async (shape) => {
    const { keys, tenantId, ask } = await scene();
    const limits = [perMinute('w', 2, { shape })];
    expect(standingOf(await ask(limits))?.left).toBe(1);
    expect(standingOf(await ask(limits))?.left).toBe(0);
    const refused = await ask(limits);
    if (refused.kind !== 'limit') throw new Error(refused.kind);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(61_000);
    expect(await redis.pttl(keys.window(tenantId, 'w'))).toBeLessThanOrEqual(63_000);
  });

  /** Asks for as long as three windows last, and gives when calls were let in, with their costs. */
  async function offered(window: WindowCheck, costOf: (n: number) => number) {
    const { ask } = await scene(1_000_000_000n);
    const taken: { atMs: number; cost: number }[] = [];
    const [seconds, micros] = await redis.time();
    const startMs = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    for (let n = 0, atMs = startMs; atMs < startMs + 3 * window.windowMs; n++) {
      const burst = Array.from({ length: 4 }, (_, k) => ({ ...window, cost: costOf(4 * n + k) }));
      const replies = await Promise.all(burst.map((one) => ask([one])));
      for (const [k, reply] of replies.entries()) {
        if (reply.kind !== 'admitted') continue;
        taken.push({ atMs: reply.nowMs, cost: burst[k]?.cost ?? 0 });
      }
      const [s, us] = await redis.time();
      atMs = Number(s) * 1000 + Math.floor(Number(us) / 1000);
    }
    return { taken, spanMs: 3 * window.windowMs };
  }

  it('sliding: no stretch of its length carries more, and hardly less than it may', async () => {
    const window = perMinute('w', 40, { windowMs: 240, unit: 'tokens' });
    const { taken, spanMs } = await offered(window, (n) => 1 + (n % 3));
    for (const { atMs } of taken) {
      const within = taken.filter((one) => one.atMs >= atMs && one.atMs < atMs + window.windowMs);
      expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(window.limit);
    }
    const total = taken.reduce((sum, { cost }) => sum + cost, 0);
    // Every window is filled but for a cost that didn't fit, and a slot in sixty.
    const windows = Math.floor(spanMs / (window.windowMs + 2 * Math.ceil(window.windowMs / 60)));
    expect(total).toBeGreaterThanOrEqual(windows * (window.limit - 3));
  });

  it('fixed: each window carries its limit and no more', async () => {
    const window = perMinute('w', 15, { windowMs: 200, shape: 'fixed' });
    const { taken } = await offered(window, () => 1);
    const windows = new Map<number, number>();
    for (const { atMs } of taken) {
      const index = Math.floor(atMs / window.windowMs);
      windows.set(index, (windows.get(index) ?? 0) + 1);
    }
    const inner = [...windows.values()].slice(1, -1);
    expect(Math.max(...windows.values())).toBeLessThanOrEqual(window.limit);
    expect(inner).toEqual(inner.map(() => window.limit));
  });

  it.each(['sliding', 'fixed'] as const)('%s: tokens are corrected to what was used', async (shape) => {
    const { store, ask, admitted } = await scene();
    const of = (cost: number) => [tokensPerMinute('w', 1000, cost, { shape })];
    const left = async () => standingOf(await ask(of(0), { look: true }))?.left;
    const first = await admitted(of(800));
    expect((await ask(of(300))).kind).toBe('limit');
    await settle(store, [settlementOf(first, { tokens: 150 })]);
    expect(await left()).toBe(850);
    const second = await admitted(of(300));
    await settle(store, [settlementOf(second, { tokens: 500 })]);
    expect(await left()).toBe(350);
    const failed = await admitted(of(300));
    await settle(store, [settlementOf(failed, { tokens: 300, counted: false })]);
    const released = await admitted(of(350));
    expect(await left()).toBe(0);
    await releaseHold(store, released);
    expect(await left()).toBe(350);
    await settle(store, [settlementOf(second, { tokens: 0 })]);
    expect(await left()).toBe(350);
  });

  it('a window that was lost is not corrected, and stays gone', async () => {
    const { keys, store, tenantId, admitted } = await scene();
    const request = await admitted([tokensPerMinute('w', 1000, 800)]);
    await redis.del(keys.window(tenantId, 'w'));
    await settle(store, [settlementOf(request, { tokens: 5 })]);
    expect(await redis.exists(keys.window(tenantId, 'w'))).toBe(0);
  });

  it('a cost beyond the limit is refused for as long as the window lasts', async () => {
    const { ask } = await scene();
    const reply = await ask([tokensPerMinute('w', 100, 101)]);
    if (reply.kind !== 'limit') throw new Error(reply.kind);
    expect(reply.left).toBe(100);
    expect(reply.retryAfterMs).toBeGreaterThan(59_000);
  });
});

describe('quotas of tokens', () => {
  it('count the reserve, then what was used, then what is recorded', async () => {
    const { keys, store, tenantId, ask, admitted } = await scene();
    const left = async () => standingOf(await ask([tokenQuota(1000, 0)], { look: true }))?.left;
    const request = await admitted([tokenQuota(1000, 700)]);
    expect(await left()).toBe(300);
    expect((await ask([tokenQuota(1000, 301)])).kind).toBe('limit');
    await settle(store, [settlementOf(request, { tokens: 120 })]);
    expect(await left()).toBe(880);
    const confirmed = { tenantId, eventIds: [request.requestId], balance: null };
    await confirmEvents(store, { ...confirmed, quotas: [{ scope: 't:key:1:day', startMs: 0, used: 120n }] });
    expect(await left()).toBe(880);
    const tenant = await redis.hgetall(keys.tenant(tenantId));
    expect(Object.keys(tenant).filter((field) => field.startsWith('q:'))).toEqual([]);
  });

  it('of a call that does not count nothing stays', async () => {
    const { store, tenant, admitted } = await scene();
    const request = await admitted([tokenQuota(1000, 700), quota('q', 5)]);
    await settle(store, [settlementOf(request, { tokens: 120, counted: false })]);
    expect(Object.keys(await tenant()).filter((field) => field.startsWith('q:'))).toEqual([]);
  });
});

describe('budgets', () => {
  it('hard: carry what is held, then what is charged, to the last unit beyond 2^53', async () => {
    const huge = 9_007_199_254_740_993n;
    const { store, ask, admitted, tenantId } = await scene(10n * huge);
    const limits = [budget('b', 2n * huge)];
    const request = await admitted(limits, { hold: huge });
    expect(await ask(limits, { hold: huge + 1n })).toMatchObject({
      kind: 'limit',
      left: `${huge}`,
      resetMs: EVER.endMs,
    });
    expect(standingOf(await ask(limits, { hold: huge }))?.left).toBe('0');
    await settle(store, [settlementOf(request, { charge: huge - 1n })]);
    expect(standingOf(await ask(limits, { hold: 1n }))?.left).toBe('0');
    expect((await ask(limits, { hold: 1n })).kind).toBe('limit');
    expect((await ask(limits, { hold: 0n })).kind).toBe('admitted');
    const recorded = [{ scope: 'm:b', startMs: 0, used: huge - 1n }];
    await confirmEvents(store, { tenantId, eventIds: [request.requestId], balance: null, quotas: recorded });
    expect((await ask(limits, { hold: 1n })).kind).toBe('limit');
  });

  it('soft: count and refuse nothing', async () => {
    const { ask } = await scene();
    const limits = [budget('b', 15n, { stop: 'soft' })];
    expect(standingOf(await ask(limits))?.left).toBe('5');
    expect(standingOf(await ask(limits))?.left).toBe('0');
    expect((await ask(limits)).kind).toBe('admitted');
  });

  it('count a charge also of a call that does not count against quotas', async () => {
    const { store, tenant, admitted } = await scene();
    const request = await admitted([budget('b', 100n), quota('q', 9)]);
    await settle(store, [settlementOf(request, { charge: 7n, counted: false })]);
    expect(await tenant()).toMatchObject({ 'q:m:b:0': '7' });
    expect(await tenant()).not.toHaveProperty('q:q:0');
  });

  it('bound the extension of a hold, whose balance need not be asked', async () => {
    const { store, tenant, admitted } = await scene(0n);
    const limits = [budget('b', 50n), budget('soft', 1n, { stop: 'soft' })];
    const request = await admitted(limits, { enforceBalance: false });
    const extend = (total: bigint) => extendHold(store, { ...request, total, limits, enforceBalance: false });
    expect(await extend(50n)).toBe(true);
    expect(await tenant()).toMatchObject({ held: '-50', 'q:m:b:0': '50', 'q:m:soft:0': '50' });
    expect(await extend(51n)).toBe(false);
    expect(await tenant()).toMatchObject({ held: '-50', 'q:m:b:0': '50', 'q:m:soft:0': '50' });
    await settle(store, [settlementOf(request, { charge: 20n, enforceBalance: false })]);
    expect(await tenant()).toMatchObject({ held: '0', pend: '-20', 'q:m:b:0': '20', 'q:m:soft:0': '20' });
  });
});

describe('a nonce', () => {
  const nonce = { hash: 'abc', ttlMs: 60_000 };

  it('is taken by the call that is let in, once, also by one that only looks', async () => {
    const { store, ask, admitted } = await scene();
    const request = await admitted([slots('c', 9)], { nonce });
    expect((await admit(store, request)).kind).toBe('admitted');
    for (const given of [{}, { peek: true }, { look: true }]) {
      expect(await ask([], { nonce, ...given })).toEqual({ kind: 'replayed' });
    }
    expect((await ask([], { look: true, nonce: { ...nonce, hash: 'other' } })).kind).toBe('admitted');
    expect(await ask([], { nonce: { ...nonce, hash: 'other' } })).toEqual({ kind: 'replayed' });
  });

  it('is left by a call that is refused, and taken by one whose answer is given again', async () => {
    const { ask, admitted } = await scene();
    expect((await ask([slots('c', 0)], { nonce })).kind).toBe('limit');
    expect((await ask([], { nonce, hold: 2_000_000n })).kind).toBe('funds');
    const claim = { hash: 'aa', digest: 'bb', ttlMs: 60_000 };
    await admitted([], { claim });
    expect((await ask([], { claim, nonce })).kind).toBe('claimed');
    expect(await ask([], { nonce })).toEqual({ kind: 'replayed' });
  });
});

describe('looking', () => {
  it('says how all limits and the balance stand, and takes nothing', async () => {
    const { keys, store, ask, admitted } = await scene(1000n);
    const limits = [
      rate('r', 60_000_000, 5), slots('c', 2), perMinute('w', 9), tokensPerMinute('t', 100, 30), tokenQuota(50, 20),
      quota('q', 3), budget('b', 99n), paced('p', 60_000_000, { queue: 4, maxWaitMs: 600_000 }),
    ]; // prettier-ignore
    const request = await admitted(limits);
    await settle(store, [settlementOf(await admitted([]), { charge: 4n })]);
    const before = await fixture.snapshot(keys);
    const reply = await ask(limits, { look: true, hold: 5_000n });
    expect(reply).toMatchObject({ kind: 'admitted', balance: { posted: 1000n, held: 10n, pending: 4n } });
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((index) => standingOf(reply, index)?.left)).toEqual([
      4,
      1,
      8,
      70,
      30,
      2,
      '89',
      4,
    ]);
    expect(await fixture.snapshot(keys)).toEqual(before);
    await releaseHold(store, request);
    const full = await ask([slots('c', 0), quota('q', 0), rate('r', 60_000_000, 0)], { look: true });
    expect([0, 1, 2].map((index) => standingOf(full, index)?.left)).toEqual([0, 0, 0]);
  });

  it('peeking counts rates and windows of requests alone', async () => {
    const { ask, tenant, keys, tenantId } = await scene();
    const before = await tenant();
    const peek = [
      perMinute('w', 2),
      tokensPerMinute('t', 10, 30),
      budget('b', 1n),
      paced('p', 60_000_000, { queue: 0, maxWaitMs: 0 }),
    ];
    for (let n = 0; n < 2; n++) expect((await ask(peek, { peek: true })).kind).toBe('admitted');
    expect(await ask(peek, { peek: true })).toMatchObject({ kind: 'limit', index: 0 });
    expect(await tenant()).toEqual(before);
    expect(await redis.exists(keys.window(tenantId, 't'), keys.bucket(tenantId, 'p'))).toBe(0);
  });
});

describe('all together', () => {
  const every = [
    rate('r', 1, 1000), slots('c', 1000), perMinute('w', 1000), tokensPerMinute('t', 100_000, 30), tokenQuota(100_000, 20),
    quota('q', 1000), budget('b', 100_000n), budget('s', 1n, { stop: 'soft' }),
  ]; // prettier-ignore

  it('what one limit refuses takes nothing from the others', async () => {
    const { keys, ask } = await scene();
    const before = await fixture.snapshot(keys);
    expect(await ask([...every, quota('none', 0)])).toMatchObject({ kind: 'limit', index: every.length });
    expect(await ask(every, { hold: 2_000_000n, enforceBalance: false })).toMatchObject({ kind: 'limit', index: 6 });
    expect(await fixture.snapshot(keys)).toEqual(before);
  });

  it('nothing stays held after any mix of ends', async () => {
    const { keys, store, tenantId, tenant, admitted } = await scene();
    const calls = await Promise.all(Array.from({ length: 24 }, () => admitted(every)));
    await Promise.all(
      calls.map((one, n) => {
        if (n % 4 === 0) return releaseHold(store, one);
        const reaped =
          n % 4 === 1 ? { eventId: `reaped-${n}`, requiredOwner: one.owner, counted: false, charge: 0n } : {};
        const aborted = n % 4 === 2 ? { counted: false, charge: 0n } : { tokens: 11, charge: 6n };
        return settle(store, [settlementOf(one, n % 4 === 1 ? reaped : aborted)]);
      }),
    );
    const left = await tenant();
    expect(left).toMatchObject({ held: '0', pend: '-36', 'q:q:0': '6', 'q:t:key:1:day:0': '66', 'q:m:b:0': '36' });
    expect(Object.keys(left).filter((field) => field.startsWith('c:'))).toEqual([]);
    expect(await redis.exists(keys.holds(shardOf(tenantId)))).toBe(0);
    expect(await redis.hget(keys.window(tenantId, 't'), 'n')).toBe('66');
    const eventIds = calls.map((one, n) => (n % 4 === 1 ? `reaped-${n}` : one.requestId));
    await confirmEvents(store, { tenantId, eventIds, balance: null, quotas: [] });
    expect(Object.keys(await tenant()).filter((field) => /^[cq]:/.test(field))).toEqual([]);
    expect(await tenant()).toMatchObject({ pend: '0' });
  });

  it('a registered hold is taken again with its amounts, and ends as any other', async () => {
    const { keys, store, tenantId, tenant } = await scene();
    const request = call(tenantId, { limits: every });
    const reply = await admit(store, request);
    if (reply.kind !== 'admitted') throw new Error(reply.kind);
    const counters = heldCounters(every, reply.standings);
    const taken = Object.fromEntries(Object.entries(await tenant()).filter(([field]) => /^[cq]:|^held/.test(field)));
    const [held] = (await readHolds(store, shardOf(tenantId))).holds;
    expect(held?.counters).toEqual(counters);
    const shard = shardOf(tenantId);
    await redis.del(keys.tenant(tenantId), keys.holds(shard), keys.meta(shard), keys.window(tenantId, 't'));
    const { generation } = await beginRebuild(store, shard, 'again');
    const hold = { ...request, scopes: ['c:c'], counters };
    await registerHolds(store, { shard, generation, incarnation: 'i', holds: [hold] });
    await finishRebuild(store, shard, generation);
    expect(await tenant()).toMatchObject(taken);
    await settle(store, [settlementOf(request, { charge: 3n, tokens: 4 })]);
    expect(await tenant()).toMatchObject({ held: '0', 'q:m:b:0': '3', 'q:t:key:1:day:0': '4', 'q:q:0': '1' });
  });

  it('of a call whose hold was lost its event says what counts', async () => {
    const { store, tenant, tenantId } = await scene();
    const quotas = ['q', 't:key:1:day', 'm:b'].map((scope) => ({ scope, periodStartMs: 0, amount: '0.5' }));
    const lost = settlementOf({ tenantId, requestId: 'lost' }, { tokens: 9, event: JSON.stringify({ quotas }) });
    for (let n = 0; n < 2; n++) await settle(store, [lost]);
    expect(await tenant()).toMatchObject({ 'q:q:0': '1', 'q:t:key:1:day:0': '9', 'q:m:b:0': '10' });
    await confirmEvents(store, { tenantId, eventIds: ['lost'], balance: null, quotas: [] });
    expect(Object.keys(await tenant()).filter((field) => field.startsWith('q:'))).toEqual([]);
  });

  it('from two processes at once, nothing is ever above its limit', async () => {
    const { keys, tenantId } = await scene();
    const connections = [fixture.connect(), fixture.connect()];
    const limits = [tokensPerMinute('t', 1000, 70), tokenQuota(900, 70), budget('b', 140n), slots('c', 13)];
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        admit({ redis: connections[n % 2] as typeof redis, keys }, call(tenantId, { limits })),
      ),
    );
    // Twelve of 70 fit in 900; 13 slots, 14 of 10 in 140 and 14 of 70 in 1000 would be more.
    expect(replies.filter(({ kind }) => kind === 'admitted')).toHaveLength(12);
  });
});

it('counts of periods long gone are removed when there are many', async () => {
  const { keys, store, tenantId } = await scene();
  const old = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`Q:key:1:day:u${n}:86400000`, '1']));
  await redis.hset(keys.tenant(tenantId), old);
  const { nowMs } = (await admit(store, call(tenantId, { look: true }))) as { nowMs: number };
  for (let n = 0; n < 40; n++) {
    const quotas = [{ scope: `key:1:day:new${n}`, startMs: nowMs, used: 1n }];
    await confirmEvents(store, { tenantId, eventIds: [], balance: null, quotas });
  }
  const fields = await redis.hkeys(keys.tenant(tenantId));
  expect(fields.filter((field) => field.includes(':new'))).toHaveLength(40);
  expect(fields.length).toBeLessThan(560);
});
