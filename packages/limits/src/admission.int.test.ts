import { describe, expect, it } from 'vitest';
import { type AdmissionRequest, admit, extendHold, releaseHold } from './admission.js';
import { loadTenant, postBalance, raiseEpoch, readBalance } from './balance.js';
import { type KeySpace, shardOf } from './keys.js';
import { beginRebuild, readHolds } from './processes.js';
import { settle } from './settlement.js';
import { call, CONTEXT, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const MINUTE_US = 60_000_000;
const EVER = { startMs: 0, endMs: 4_000_000_000_000, nextEndMs: 8_000_000_000_000 };
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
      rates: [{ scope: 'sub:1', intervalUs: MINUTE_US, burst: 5 }],
      concurrency: [{ scope: 'sub:1', limit: 3 }, { scope: 'key:1', limit: 2 }],
      quotas: [{ scope: 'sub:1', limit: 7, ...EVER }],
    }); // prettier-ignore
    const reply = await admit({ redis, keys }, request);
    expect(reply).toEqual({
      kind: 'admitted',
      nowMs: expect.any(Number),
      rates: [{ remaining: 4, fullInUs: MINUTE_US }],
      concurrency: [{ left: 2 }, { left: 1 }],
      quotas: [{ left: 6, startMs: 0, resetMs: EVER.endMs }],
    });
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
  const rates = [{ scope: 'r', intervalUs: MINUTE_US, burst: 1 }];
  const concurrency = [{ scope: 'free', limit: 9 }, { scope: 'full', limit: 1 }]; // prettier-ignore
  const quotas = [{ scope: 'free', limit: 9, ...EVER }, { scope: 'spent', limit: 1, ...EVER }]; // prettier-ignore

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
    await expectRefusal(keys, call(tenantOfShard(7), { rates, concurrency, quotas }), { kind: 'cold' });
  });

  it('stale: the caller was cached at another epoch', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    await raiseEpoch({ redis, keys }, tenantId, '2');
    await expectRefusal(keys, call(tenantId, { rates, concurrency, quotas }), { kind: 'stale' });
    expect((await admit({ redis, keys }, call(tenantId, { epoch: '2' }))).kind).toBe('admitted');
  });

  it('rate', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const both = [{ scope: 'wide', intervalUs: 1, burst: 1000 }, ...rates];
    expect((await admit({ redis, keys }, call(tenantId, { rates: both }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { rates: both, concurrency, quotas }), { kind: 'rate', index: 1 });
  });

  it('concurrency', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    expect((await admit({ redis, keys }, call(tenantId, { concurrency }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { rates, concurrency, quotas }), {
      kind: 'concurrency',
      index: 1,
      used: 1,
    });
  });

  it('quota', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    expect((await admit({ redis, keys }, call(tenantId, { quotas }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { rates, quotas }), { kind: 'quota', index: 1, resetMs: EVER.endMs });
  });

  it('funds', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, HUGE);
    const request = call(tenantId, { rates, concurrency, quotas, hold: HUGE + 1n });
    await expectRefusal(keys, request, { kind: 'funds', free: HUGE });
    expect((await admit({ redis, keys }, call(tenantId, { hold: HUGE }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { hold: 1n }), { kind: 'funds', free: 0n });
  });

  it('funds, for a hold that no balance could carry', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    for (const hold of [2n ** 63n - 1n, 2n ** 63n, 10n ** 30n]) {
      await expectRefusal(keys, call(tenantId, { rates, hold }), { kind: 'funds', free: 100n });
    }
    const unbounded = call(tenantId, { hold: 10n ** 30n, enforceBalance: false });
    expect((await admit({ redis, keys }, unbounded)).kind).toBe('admitted');
    await expectRefusal(keys, { ...unbounded, requestId: 'next' }, { kind: 'funds' });
    expect(await releaseHold({ redis, keys }, unbounded)).toBe(true);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '100', held: '0' });
  });

  it('decides in the order rate, concurrency, quota, funds', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const all = { rates, concurrency, quotas };
    expect((await admit({ redis, keys }, call(tenantId, all))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, all), { kind: 'rate' });
    await expectRefusal(keys, call(tenantId, { concurrency, quotas }), { kind: 'concurrency' });
    await expectRefusal(keys, call(tenantId, { quotas }), { kind: 'quota' });
    await expectRefusal(keys, call(tenantId), { kind: 'funds' });
  });
});

describe('a caller newer than what Redis knows', () => {
  it('raises the epoch, so that older ones are found stale', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    expect((await admit({ redis, keys }, call(tenantId, { epoch: '10' }))).kind).toBe('admitted');
    await expectRefusal(keys, call(tenantId, { epoch: '9' }), { kind: 'stale' });
    expect(await redis.hget(keys.tenant(tenantId), 'epoch')).toBe('10');
  });
});

describe('the same request again', () => {
  it('takes once, and is not refused for what it took itself', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const request = call(tenantId, {
      rates: [{ scope: 'r', intervalUs: MINUTE_US, burst: 1 }],
      concurrency: [{ scope: 'c', limit: 1 }],
      quotas: [{ scope: 'q', limit: 1, ...EVER }],
    });
    expect((await admit({ redis, keys }, request)).kind).toBe('admitted');
    const taken = await fixture.snapshot(keys);
    expect(await admit({ redis, keys }, request)).toMatchObject({
      kind: 'admitted',
      rates: [{ remaining: 0 }],
      concurrency: [{ left: 0 }],
      quotas: [{ left: 0 }],
    });
    expect(await fixture.snapshot(keys)).toEqual(taken);
    expect((await admit({ redis, keys }, { ...request, requestId: 'another' })).kind).toBe('rate');
  });
});

describe('token bucket', () => {
  it('lets a burst through, then says how long to wait', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1000n);
    const rates = [{ scope: 'r', intervalUs: MINUTE_US, burst: 3 }];
    const remaining: number[] = [];
    for (let n = 0; n < 3; n++) {
      const reply = await admit({ redis, keys }, call(tenantId, { rates }));
      if (reply.kind !== 'admitted') throw new Error(reply.kind);
      remaining.push(reply.rates[0]?.remaining ?? -1);
    }
    expect(remaining).toEqual([2, 1, 0]);
    const refused = await admit({ redis, keys }, call(tenantId, { rates }));
    if (refused.kind !== 'rate') throw new Error(refused.kind);
    expect(refused.waitUs).toBeGreaterThan(0);
    expect(refused.waitUs).toBeLessThanOrEqual(MINUTE_US);
    expect(
      (await admit({ redis, keys }, call(await fixture.tenant(keys, 10n, shardOf(tenantId)), { rates }))).kind,
    ).toBe('admitted');
  });

  it('refills by Redis time: the wait it names is enough, and no window carries more than burst and refill', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1_000_000n);
    const [intervalUs, burst] = [20_000, 2];
    const rates = [{ scope: 'r', intervalUs, burst }];
    const startUs = await redisTimeUs();
    let admitted = 0;
    for (let refusals = 0; refusals < 5;) {
      const reply = await admit({ redis, keys }, call(tenantId, { rates }));
      if (reply.kind === 'admitted') {
        admitted++;
        continue;
      }
      if (reply.kind !== 'rate') throw new Error(reply.kind);
      refusals++;
      const readyUs = (await redisTimeUs()) + reply.waitUs;
      while ((await redisTimeUs()) < readyUs);
      expect((await admit({ redis, keys }, call(tenantId, { rates }))).kind).toBe('admitted');
      admitted++;
    }
    const elapsedUs = (await redisTimeUs()) - startUs;
    expect(admitted).toBeLessThanOrEqual(burst + Math.floor(elapsedUs / intervalUs));
  });

  it('forgets a bucket that is full again', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    await admit({ redis, keys }, call(tenantId, { rates: [{ scope: 'r', intervalUs: MINUTE_US, burst: 3 }] }));
    expect(await redis.pttl(keys.bucket(tenantId, 'r'))).toBeGreaterThan(0);
  });
});

describe('peek', () => {
  const limits = { concurrency: [{ scope: 'c', limit: 1 }], quotas: [{ scope: 'q', limit: 1, ...EVER }] }; // prettier-ignore

  it('counts the rate but takes no hold, no slot and no quota', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const peek = call(tenantId, { ...limits, peek: true, rates: [{ scope: 'r', intervalUs: MINUTE_US, burst: 2 }] });
    const tenant = await redis.hgetall(keys.tenant(tenantId));
    expect(await admit({ redis, keys }, peek)).toMatchObject({
      kind: 'admitted', rates: [{ remaining: 1 }], concurrency: [{ left: 1 }], quotas: [{ left: 1 }],
    }); // prettier-ignore
    expect((await admit({ redis, keys }, peek)).kind).toBe('admitted');
    await expectRefusal(keys, peek, { kind: 'rate', index: 0 });
    expect(await redis.hgetall(keys.tenant(tenantId))).toEqual(tenant);
    expect(await redis.exists(keys.holds(shardOf(tenantId)))).toBe(0);
  });

  it('passes where nothing is left, and never says less than nothing', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 30n);
    const wide = { concurrency: [{ scope: 'c', limit: 3 }], quotas: [{ scope: 'q', limit: 3, ...EVER }] }; // prettier-ignore
    for (let n = 0; n < 3; n++) await admit({ redis, keys }, call(tenantId, wide));
    const reply = await admit({ redis, keys }, call(tenantId, { ...limits, hold: 0n, peek: true }));
    expect(reply).toMatchObject({ kind: 'admitted', concurrency: [{ left: 0 }], quotas: [{ left: 0 }] });
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
    const rates = [{ scope: 'r', intervalUs: MINUTE_US, burst: 1 }];
    await expectRefusal(keys, call(tenantId, { hold: 11n, peek: true, rates }), { kind: 'funds' });
    expect((await admit({ redis, keys }, call(tenantId, { hold: 10n, peek: true, rates }))).kind).toBe('admitted');
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
    const past = { scope: 'q', limit: 1, startMs: nowMs - 2000, endMs: nowMs - 1000, nextEndMs: nowMs + 3_600_000 };
    await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted: 1000n, version: '1', quotas: [] });
    await redis.hset(keys.tenant(tenantId), `q:q:${past.startMs}`, '1');
    expect(await admit({ redis, keys }, call(tenantId, { quotas: [past] }))).toMatchObject({
      kind: 'admitted',
      quotas: [{ left: 0, startMs: past.endMs, resetMs: past.nextEndMs }],
    });
    await expectRefusal(keys, call(tenantId, { quotas: [past] }), { kind: 'quota', resetMs: past.nextEndMs });
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
    const limits = { concurrency: [{ scope: 'c', limit: 9 }], quotas: [{ scope: 'q', limit: 4, ...EVER }] }; // prettier-ignore
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        admit({ redis: connections[n % 4] as typeof redis, keys }, call(tenantId, limits)),
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
      concurrency: [{ scope: 'c', limit: 1 }],
      quotas: [{ scope: 'q', limit: 1, ...EVER }],
    });
    await admit({ redis, keys }, request);
    expect(await releaseHold({ redis, keys }, { ...request, owner: 'owner-b' })).toBe(false);
    expect(await releaseHold({ redis, keys }, request)).toBe(true);
    expect(await releaseHold({ redis, keys }, request)).toBe(false);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({
      free: `${HUGE}`,
      held: '0',
      'c:c': '0',
      'q:q:0': '0',
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
