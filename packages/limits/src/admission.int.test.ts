import { describe, expect, it } from 'vitest';
import { type AdmissionRequest, admit, extendHold, releaseHold } from './admission.js';
import { loadTenant, postBalance, raiseEpoch, readBalance } from './balance.js';
import { type KeySpace, shardOf } from './keys.js';
import { beginRebuild, readHolds } from './processes.js';
import { settle } from './settlement.js';
import { EVER, quota, rate, slots } from '../test/checks.js';
import { call, CONTEXT, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const MINUTE_US = 60_000_000;
const HUGE = 9_007_199_254_740_993n;

async function redisTimeUs(): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1_000_000 + Number(micros);
}

async function expectRefusal(keys: KeySpace, request: AdmissionRequest, reply: object): Promise<void> {
  const before = await fixture.snapshot(keys);
  expect(await admit({ redis, keys }, request)).toMatchObject(reply);
  expect(await fixture.snapshot(keys)).toEqual(before);
}

describe('admission', () => {
  it('takes the balance, the slot, the quota and the hold, and says what is left', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId, {
      limits: [rate('sub:1', MINUTE_US, 5), slots('sub:1', 3), slots('key:1', 2), quota('sub:1', 7)],
    });
    const reply = await admit({ redis, keys }, request);
    expect(reply).toEqual({
      kind: 'admitted',
      nowMs: expect.any(Number),
      standings: [
        { left: 4, startMs: 0, resetMs: expect.any(Number) },
        { left: 2, startMs: 0, resetMs: 0 },
        { left: 1, startMs: 0, resetMs: 0 },
        { left: 6, startMs: 0, resetMs: EVER.endMs },
      ],
      waitMs: 0,
      balance: null,
      degraded: false,
    });
    if (reply.kind !== 'admitted') throw new Error(reply.kind);
    expect((reply.standings[0]?.resetMs ?? 0) - reply.nowMs).toBeOneOf([60_000, 60_001]);
    expect(await readBalance({ redis, keys }, tenantId)).toEqual({ pending: 0n, held: 10n });
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({
      free: '90', 'c:sub:1': '1', 'c:key:1': '1', 'q:sub:1:0': '1',
    }); // prettier-ignore
    const { holds, unreadable } = await readHolds({ redis, keys }, shardOf(tenantId));
    expect(unreadable).toEqual([]);
    expect(holds).toEqual([{
      tenantId, requestId: request.requestId, owner: 'owner-a', hold: 10n,
      scopes: ['c:sub:1', 'c:key:1'], counters: ['q:sub:1:0'], context: CONTEXT,
    }]); // prettier-ignore
  });

  it('answers by Redis time', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const before = Math.floor((await redisTimeUs()) / 1000);
    const reply = await admit({ redis, keys }, call(tenantId));
    const after = Math.floor((await redisTimeUs()) / 1000);
    if (reply.kind !== 'admitted') throw new Error(reply.kind);
    expect(reply.nowMs).toBeGreaterThanOrEqual(before);
    expect(reply.nowMs).toBeLessThanOrEqual(after);
  });
});

describe('a refusal changes nothing', () => {
  const one = rate('r', MINUTE_US, 1);
  const full = slots('full', 1);
  const spent = quota('spent', 1);
  const all = [one, slots('free', 9), full, quota('free', 9), spent];

  it('lost: the shard has no generation, or is being rebuilt', async () => {
    const keys = fixture.keySpace();
    const tenantId = tenantOfShard(7);
    await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted: 100n, version: '1', quotas: [] });
    await expectRefusal(keys, call(tenantId), { kind: 'lost' });
    await beginRebuild({ redis, keys }, 7, 'g');
    await expectRefusal(keys, call(tenantId), { kind: 'lost' });
  });

  it('cold: the tenant is not loaded', async () => {
    const keys = fixture.keySpace();
    await fixture.openShard(keys, 7);
    await expectRefusal(keys, call(tenantOfShard(7), { limits: all }), { kind: 'cold' });
  });

  it('stale: the caller was cached at another epoch', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    await raiseEpoch({ redis, keys }, tenantId, '2');
    await expectRefusal(keys, call(tenantId, { limits: all }), { kind: 'stale' });
  });

  it('rate', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const limits = [rate('wide', 1, 1000), one];
    expect((await admit({ redis, keys }, call(tenantId, { limits }))).kind).toBe('admitted');
    const later = call(tenantId, { limits: [...limits, full, spent] });
    await expectRefusal(keys, later, { kind: 'limit', index: 1, left: 0 });
  });

  it('concurrency', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const limits = [slots('free', 9), full];
    expect((await admit({ redis, keys }, call(tenantId, { limits }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { limits: [one, ...limits, spent] }), {
      kind: 'limit',
      index: 2,
      left: 0,
      retryAfterMs: 1000,
      standings: [{ left: 1 }, { left: 8 }, { left: 0 }, { left: 1 }],
    });
  });

  it('quota', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const limits = [quota('free', 9), spent];
    expect((await admit({ redis, keys }, call(tenantId, { limits }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { limits: [one, ...limits] }), {
      kind: 'limit',
      index: 2,
      left: 0,
      resetMs: EVER.endMs,
    });
  });

  it('funds', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, HUGE);
    const request = call(tenantId, { limits: all, hold: HUGE + 1n });
    await expectRefusal(keys, request, { kind: 'funds', free: HUGE });
    expect((await admit({ redis, keys }, call(tenantId, { hold: HUGE }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { hold: 1n }), { kind: 'funds', free: 0n });
  });

  it('funds, for a hold that no balance could carry', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    for (const hold of [2n ** 63n - 1n, 2n ** 63n, 10n ** 30n]) {
      await expectRefusal(keys, call(tenantId, { limits: [one], hold }), { kind: 'funds', free: 100n });
    }
    const unbounded = call(tenantId, { hold: 10n ** 30n, enforceBalance: false });
    expect((await admit({ redis, keys }, unbounded)).kind).toBe('admitted');
    await expectRefusal(keys, { ...unbounded, requestId: 'next' }, { kind: 'funds' });
    expect(await releaseHold({ redis, keys }, unbounded)).toBe(true);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '100', held: '0' });
  });

  it('names the limit that takes longest to clear, and funds only where no limit refuses', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const limits = [one, full, spent];
    expect((await admit({ redis, keys }, call(tenantId, { limits }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { limits }), { kind: 'limit', index: 2 });
    await expectRefusal(keys, call(tenantId, { limits: [full, one] }), { kind: 'limit', index: 1 });
    await expectRefusal(keys, call(tenantId, { limits: [full] }), { kind: 'limit', index: 0 });
    await expectRefusal(keys, call(tenantId), { kind: 'funds' });
  });
});

describe('a caller newer than what Redis knows', () => {
  it('has the tenant loaded, so that older ones are found stale', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    await expectRefusal(keys, call(tenantId, { epoch: '10' }), { kind: 'cold' });
    await loadTenant({ redis, keys }, { tenantId, epoch: '10', posted: 100n, version: '1', quotas: [] });
    expect((await admit({ redis, keys }, call(tenantId, { epoch: '10' }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { epoch: '9' }), { kind: 'stale' });
  });

  it('is cold until the tenant was loaded at an epoch as new as the one that was raised', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    await raiseEpoch({ redis, keys }, tenantId, '2');
    const load = (epoch: string, used: bigint) =>
      loadTenant(
        { redis, keys },
        { tenantId, epoch, posted: 100n, version: '1', quotas: [{ scope: 'new', startMs: 0, used }] },
      );
    const request = call(tenantId, { epoch: '2', limits: [quota('new', 4)] });
    await expectRefusal(keys, request, { kind: 'cold' });
    await load('1', 0n);
    await expectRefusal(keys, request, { kind: 'cold' });
    await load('2', 3n);
    expect(await admit({ redis, keys }, request)).toMatchObject({ kind: 'admitted', standings: [{ left: 0 }] });
  });
});

describe('the same request again', () => {
  it('takes once, and is not refused for what it took itself', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const request = call(tenantId, {
      limits: [rate('r', MINUTE_US, 1), slots('c', 1), quota('q', 1)],
    });
    expect((await admit({ redis, keys }, request)).kind).toBe('admitted');
    const taken = await fixture.snapshot(keys);
    expect(await admit({ redis, keys }, request)).toMatchObject({
      kind: 'admitted',
      standings: [{ left: 0 }, { left: 0 }, { left: 0 }],
    });
    expect(await fixture.snapshot(keys)).toEqual(taken);
    expect((await admit({ redis, keys }, { ...request, requestId: 'another' })).kind).toBe('limit');
  });
});

describe('token bucket', () => {
  it('lets a burst through, then says how long to wait', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1000n);
    const limits = [rate('r', MINUTE_US, 3)];
    const remaining: unknown[] = [];
    for (let n = 0; n < 3; n++) {
      const reply = await admit({ redis, keys }, call(tenantId, { limits }));
      if (reply.kind !== 'admitted') throw new Error(reply.kind);
      remaining.push(reply.standings[0]?.left);
    }
    expect(remaining).toEqual([2, 1, 0]);
    const refused = await admit({ redis, keys }, call(tenantId, { limits }));
    if (refused.kind !== 'limit') throw new Error(refused.kind);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
    const another = await fixture.tenant(keys, 10n, shardOf(tenantId));
    expect((await admit({ redis, keys }, call(another, { limits }))).kind).toBe('admitted');
  });

  it('refills by Redis time: the wait it names is enough, and no window carries more than burst and refill', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1_000_000n);
    const [intervalUs, burst] = [20_000, 2];
    const limits = [rate('r', intervalUs, burst)];
    const startUs = await redisTimeUs();
    let admitted = 0;
    for (let refusals = 0; refusals < 5;) {
      const reply = await admit({ redis, keys }, call(tenantId, { limits }));
      if (reply.kind === 'admitted') {
        admitted++;
        continue;
      }
      if (reply.kind !== 'limit') throw new Error(reply.kind);
      refusals++;
      const readyUs = (await redisTimeUs()) + reply.retryAfterMs * 1000;
      while ((await redisTimeUs()) < readyUs);
      expect((await admit({ redis, keys }, call(tenantId, { limits }))).kind).toBe('admitted');
      admitted++;
    }
    const elapsedUs = (await redisTimeUs()) - startUs;
    expect(admitted).toBeLessThanOrEqual(burst + Math.floor(elapsedUs / intervalUs));
  });

  it('forgets a bucket that is full again', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    await admit({ redis, keys }, call(tenantId, { limits: [rate('r', MINUTE_US, 3)] }));
    expect(await redis.pttl(keys.bucket(tenantId, 'r'))).toBeGreaterThan(0);
  });
});

describe('peek', () => {
  const narrow = [slots('c', 1), quota('q', 1)];

  it('counts the rate but takes no hold, no slot and no quota', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const peek = call(tenantId, { limits: [rate('r', MINUTE_US, 2), ...narrow], peek: true });
    const tenant = await redis.hgetall(keys.tenant(tenantId));
    expect(await admit({ redis, keys }, peek)).toMatchObject({
      kind: 'admitted',
      standings: [{ left: 1 }, { left: 1 }, { left: 1 }],
    });
    expect((await admit({ redis, keys }, peek)).kind).toBe('admitted');
    await expectRefusal(keys, peek, { kind: 'limit', index: 0 });
    expect(await redis.hgetall(keys.tenant(tenantId))).toEqual(tenant);
    expect(await redis.exists(keys.holds(shardOf(tenantId)))).toBe(0);
  });

  it('passes where nothing is left, and never says less than nothing', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 30n);
    const limits = [slots('c', 3), quota('q', 3)];
    for (let n = 0; n < 3; n++) await admit({ redis, keys }, call(tenantId, { limits }));
    const reply = await admit({ redis, keys }, call(tenantId, { limits: narrow, hold: 0n, peek: true }));
    expect(reply).toMatchObject({ kind: 'admitted', standings: [{ left: 0 }, { left: 0 }] });
  });

  it('says whether the balance could carry a hold, and leaves it as it was', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const peek = (given: Partial<AdmissionRequest>) => admit({ redis, keys }, call(tenantId, { peek: true, ...given }));
    const tenant = await redis.hgetall(keys.tenant(tenantId));
    expect((await peek({ hold: 10n })).kind).toBe('admitted');
    expect(await peek({ hold: 11n })).toEqual({ kind: 'funds', free: 10n });
    expect(await peek({ hold: 2n ** 62n })).toEqual({ kind: 'funds', free: 10n });
    expect((await peek({ hold: 11n, enforceBalance: false })).kind).toBe('admitted');
    expect(await redis.hgetall(keys.tenant(tenantId))).toEqual(tenant);
    expect(await redis.exists(keys.holds(shardOf(tenantId)))).toBe(0);
  });

  it('counts no rate for a hold that the balance can not carry', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const limits = [rate('r', MINUTE_US, 1)];
    await expectRefusal(keys, call(tenantId, { hold: 11n, peek: true, limits }), { kind: 'funds' });
    expect((await admit({ redis, keys }, call(tenantId, { hold: 10n, peek: true, limits }))).kind).toBe('admitted');
  });

  it('notices a stale caller', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    await expectRefusal(keys, call(tenantId, { epoch: '0', peek: true }), { kind: 'stale' });
  });
});

describe('quota periods', () => {
  it('turn over by Redis time, without a reload', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1000n);
    const nowMs = Math.floor((await redisTimeUs()) / 1000);
    const past = quota('q', 1, { startMs: nowMs - 2000, endMs: nowMs - 1000, nextEndMs: nowMs + 3_600_000 });
    await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted: 1000n, version: '1', quotas: [] });
    await redis.hset(keys.tenant(tenantId), `q:q:${past.startMs}`, '1');
    expect(await admit({ redis, keys }, call(tenantId, { limits: [past] }))).toMatchObject({
      kind: 'admitted',
      standings: [{ left: 0, startMs: past.endMs, resetMs: past.nextEndMs }],
    });
    await expectRefusal(keys, call(tenantId, { limits: [past] }), { kind: 'limit', resetMs: past.nextEndMs });
  });
});

describe('many at once', () => {
  it('50 concurrent calls from 4 connections on a balance for 5 admit 5', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 5n * HUGE);
    const connections = Array.from({ length: 4 }, () => fixture.connect());
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        admit({ redis: connections[n % 4] as typeof redis, keys }, call(tenantId, { hold: HUGE })),
      ),
    );
    expect(replies.filter((reply) => reply.kind === 'admitted')).toHaveLength(5);
    expect(replies.filter((reply) => reply.kind === 'funds')).toHaveLength(45);
    expect(await redis.hget(keys.tenant(tenantId), 'free')).toBe('0');
  });

  it('never exceed a concurrency limit or a quota', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1000n);
    const connections = Array.from({ length: 4 }, () => fixture.connect());
    const limits = [slots('c', 9), quota('q', 4)];
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        admit({ redis: connections[n % 4] as typeof redis, keys }, call(tenantId, { limits })),
      ),
    );
    expect(replies.filter((reply) => reply.kind === 'admitted')).toHaveLength(4);
  });
});

describe('extendHold', () => {
  it('raises the hold once, however often it is sent', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n + HUGE);
    const request = call(tenantId);
    await admit({ redis, keys }, request);
    const extension = { ...request, total: HUGE + 10n };
    expect(await extendHold({ redis, keys }, extension)).toBe(true);
    const raised = await fixture.snapshot(keys);
    expect(await extendHold({ redis, keys }, extension)).toBe(true);
    for (const total of [0n, 9n, HUGE + 9n])
      expect(await extendHold({ redis, keys }, { ...request, total })).toBe(true);
    expect(await fixture.snapshot(keys)).toEqual(raised);
    expect(await readBalance({ redis, keys }, tenantId)).toEqual({ pending: 0n, held: HUGE + 10n });
    const [hold] = (await readHolds({ redis, keys }, shardOf(tenantId))).holds;
    expect(hold).toMatchObject({ hold: HUGE + 10n, context: CONTEXT });
    expect(await redis.hget(keys.tenant(tenantId), 'free')).toBe('0');
  });

  it('raises a hold of nothing', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const request = call(tenantId, { hold: 0n });
    await admit({ redis, keys }, request);
    expect(await extendHold({ redis, keys }, { ...request, total: 11n })).toBe(false);
    expect(await extendHold({ redis, keys }, { ...request, total: 10n })).toBe(true);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '0', held: '-10' });
  });

  it('changes nothing when the balance cannot carry it or the hold is gone', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 15n);
    const request = call(tenantId);
    await admit({ redis, keys }, request);
    const before = await fixture.snapshot(keys);
    for (const total of [16n, 2n ** 63n - 1n, 2n ** 63n, 10n ** 30n]) {
      expect(await extendHold({ redis, keys }, { ...request, total })).toBe(false);
    }
    expect(await extendHold({ redis, keys }, { ...request, requestId: 'gone', total: 11n })).toBe(false);
    expect(await fixture.snapshot(keys)).toEqual(before);
  });
});

describe('releaseHold', () => {
  it('gives everything back but the rate, to its owner alone, once', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, HUGE);
    const request = call(tenantId, {
      hold: HUGE,
      limits: [slots('c', 1), quota('q', 1)],
    });
    await admit({ redis, keys }, request);
    expect(await releaseHold({ redis, keys }, { ...request, owner: 'owner-b' })).toBe(false);
    expect(await releaseHold({ redis, keys }, request)).toBe(true);
    expect(await releaseHold({ redis, keys }, request)).toBe(false);
    expect(await redis.hgetall(keys.tenant(tenantId))).toEqual({
      ...{ epoch: '1', ver: '1', posted: `${HUGE}` },
      ...{ free: `${HUGE}`, held: '0' },
    });
    expect(await redis.exists(keys.holds(shardOf(tenantId)))).toBe(0);
    expect((await admit({ redis, keys }, call(tenantId, { ...request, requestId: 'next' }))).kind).toBe('admitted');
  });

  it('finds nothing once the call is settled', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId);
    await admit({ redis, keys }, request);
    await settle({ redis, keys }, [settlementOf(request)]);
    expect(await releaseHold({ redis, keys }, request)).toBe(false);
    expect(await readBalance({ redis, keys }, tenantId)).toEqual({ pending: 10n, held: 0n });
  });
});

describe('a grant', () => {
  it('lets the next call in', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 0n);
    expect((await admit({ redis, keys }, call(tenantId))).kind).toBe('funds');
    await postBalance({ redis, keys }, tenantId, { posted: 10n, version: '2' });
    expect((await admit({ redis, keys }, call(tenantId))).kind).toBe('admitted');
  });
});
