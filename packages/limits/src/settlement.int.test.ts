import { describe, expect, it } from 'vitest';
import { derivedId } from '@turnpike/domain/derived-id';
import { newId } from '@turnpike/domain/ids';
import { admit } from './admission.js';
import { confirmEvents, loadTenant, postBalance, readBalance, readPendingEvents } from './balance.js';
import { shardOf } from './keys.js';
import { settle } from './settlement.js';
import { quota, slots } from '../test/checks.js';
import { call, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const HUGE = 9_007_199_254_740_993n;
const limits = { limits: [slots('c', 9), quota('q', 9)] };

describe('settle', () => {
  it('turns a hold into a pending exact charge and frees its slot', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 3n * HUGE);
    const request = call(tenantId, { ...limits, hold: HUGE + 1n });
    await admit({ redis, keys }, request);
    const settlement = settlementOf(request, { charge: HUGE });
    expect(await settle({ redis, keys }, [settlement])).toEqual(['settled']);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({
      free: `${2n * HUGE}`, held: '0', pend: `-${HUGE}`, 'q:q:0': '1',
    }); // prettier-ignore
    expect(await redis.hexists(keys.tenant(tenantId), 'c:c')).toBe(0);
    expect(await readPendingEvents({ redis, keys }, shardOf(tenantId), 10)).toEqual([
      { tenantId, eventId: request.requestId, overrun: 0n, json: settlement.event },
    ]);
  });

  it('gives the quota back for a call that does not count', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId, limits);
    await admit({ redis, keys }, request);
    await settle({ redis, keys }, [settlementOf(request, { charge: 0n, counted: false })]);
    const tenant = await redis.hgetall(keys.tenant(tenantId));
    expect(tenant).toMatchObject({ free: '100', held: '0' });
    expect(Object.keys(tenant).filter((field) => /^[cq]:/.test(field))).toEqual([]);
  });

  it('counts a call against its quota from its hold until PostgreSQL does', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const narrow = { limits: [quota('q', 3)] };
    const used = async () => redis.hmget(keys.tenant(tenantId), 'q:q:0', 'Q:q:0');
    const request = call(tenantId, narrow);
    await admit({ redis, keys }, request);
    await settle({ redis, keys }, [settlementOf(request)]);
    expect(await used()).toEqual(['1', null]);
    const batch = { tenantId, eventIds: [request.requestId], balance: null };
    await confirmEvents({ redis, keys }, { ...batch, quotas: [{ scope: 'q', startMs: 0, used: 2n }] });
    expect(await used()).toEqual([null, '2']);
    await confirmEvents({ redis, keys }, { ...batch, quotas: [{ scope: 'q', startMs: 0, used: 1n }] });
    expect(await used()).toEqual([null, '2']);
    expect((await admit({ redis, keys }, call(tenantId, narrow))).kind).toBe('admitted');
    expect((await admit({ redis, keys }, call(tenantId, narrow))).kind).toBe('limit');
  });

  it('counts a call whose hold was lost by what its event says, once', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const event = JSON.stringify({ quotas: [{ scope: 'q', periodStartMs: 1_793_491_200_000 }] });
    const settlement = settlementOf({ tenantId, requestId: newId() }, { event });
    for (let n = 0; n < 2; n++) await settle({ redis, keys }, [settlement]);
    expect(await redis.hget(keys.tenant(tenantId), 'q:q:1793491200000')).toBe('1');
    await settle({ redis, keys }, [settlementOf({ tenantId, requestId: newId() }, { event, counted: false })]);
    await confirmEvents({ redis, keys }, { tenantId, eventIds: [settlement.eventId], balance: null, quotas: [] });
    expect(await redis.hexists(keys.tenant(tenantId), 'q:q:1793491200000')).toBe(0);
  });

  it('leaves an event that is pending alone', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId);
    await admit({ redis, keys }, request);
    await settle({ redis, keys }, [settlementOf(request)]);
    const before = await fixture.snapshot(keys);
    expect(await settle({ redis, keys }, [settlementOf(request, { charge: 99n })])).toEqual(['already_pending']);
    expect(await fixture.snapshot(keys)).toEqual(before);
  });

  it('settles a batch of several tenants of a shard, outcomes in order', async () => {
    const keys = fixture.keySpace();
    const one = await fixture.tenant(keys, 100n, 3);
    const other = await fixture.tenant(keys, 100n, 3);
    const calls = [call(one), call(other), call(one)];
    for (const request of calls) await admit({ redis, keys }, request);
    const batch = calls.map((request, n) => settlementOf(request, { charge: BigInt(n + 1) }));
    const [first] = batch;
    expect(await settle({ redis, keys }, [...batch, first as (typeof batch)[0]])).toEqual([
      'settled', 'settled', 'settled', 'already_pending',
    ]); // prettier-ignore
    expect(await readBalance({ redis, keys }, one)).toEqual({ pending: 4n, held: 0n });
    expect(await readBalance({ redis, keys }, other)).toEqual({ pending: 2n, held: 0n });
    expect((await readPendingEvents({ redis, keys }, 3, 10)).map((event) => event.eventId)).toEqual(
      calls.map((c) => c.requestId),
    );
  });

  it('refuses a batch of several shards, and does nothing for none', async () => {
    const keys = fixture.keySpace();
    const strangers = [1, 2].map((shard) => settlementOf({ tenantId: tenantOfShard(shard), requestId: newId() }));
    await expect(settle({ redis, keys }, strangers)).rejects.toThrow('another shard');
    expect(await settle({ redis, keys }, [])).toEqual([]);
    expect((await fixture.snapshot(keys)).size).toBe(0);
  });

  it('counts the charge of a call whose hold is gone', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const lost = { tenantId, requestId: newId() };
    expect(await settle({ redis, keys }, [settlementOf(lost)])).toEqual(['settled']);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '90', pend: '-10' });
    expect(await redis.hget(keys.tenant(tenantId), 'c:c')).toBeNull();
  });

  it('releases a hold that came back after its event was settled', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId, limits);
    await settle({ redis, keys }, [settlementOf(request)]);
    await admit({ redis, keys }, request);
    expect(await settle({ redis, keys }, [settlementOf(request)])).toEqual(['already_pending']);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '90', held: '0', pend: '-10' });
    expect(await redis.hexists(keys.tenant(tenantId), 'c:c')).toBe(0);
  });

  it.each([2n ** 63n, 10n ** 30n])('is not stopped by a charge that Redis can not count, %d', async (charge) => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId, limits);
    const absurd = settlementOf(request, { charge, event: 'absurd' });
    const plain = settlementOf({ tenantId, requestId: newId() }, { charge: 1n });
    await admit({ redis, keys }, request);
    expect(await settle({ redis, keys }, [absurd, plain])).toEqual(['settled', 'settled']);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '99', held: '0', pend: '-1' });
    expect(await redis.hexists(keys.tenant(tenantId), 'c:c')).toBe(0);
    expect((await readPendingEvents({ redis, keys }, shardOf(tenantId), 10)).map((event) => event.json)).toEqual([
      'absurd',
      plain.event,
    ]);
    await confirmEvents(
      { redis, keys },
      { tenantId, eventIds: [absurd.eventId, plain.eventId], balance: null, quotas: [] },
    );
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '100', pend: '0' });
  });
});

describe('a tenant at the end of what Redis can count', () => {
  it.each([2n ** 63n - 1n, 2n ** 62n])('keeps its identity through charges of %d', async (charge) => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 2n ** 62n);
    const calls = Array.from({ length: 6 }, (_, n) =>
      settlementOf({ tenantId, requestId: newId() }, { charge, enforceBalance: n % 3 === 2 }),
    );
    for (const each of calls) {
      expect(await settle({ redis, keys }, [each])).toEqual(['settled']);
      const { posted = '', held = '0', pend = '0', free = '' } = await redis.hgetall(keys.tenant(tenantId));
      expect(BigInt(free)).toBe(BigInt(posted) + BigInt(held) + BigInt(pend));
    }
    await confirmEvents(
      { redis, keys },
      { tenantId, eventIds: calls.map((each) => each.eventId), balance: null, quotas: [] },
    );
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: `${2n ** 62n}`, pend: '0' });
  });
});

describe('settle by the reaper', () => {
  it('settles only what the dead process still holds', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const request = call(tenantId, limits);
    await admit({ redis, keys }, request);
    const reaped = settlementOf(request, {
      eventId: derivedId(request.requestId, 'reaped'),
      charge: 3n,
      requiredOwner: 'owner-b',
    });
    const before = await fixture.snapshot(keys);
    expect(await settle({ redis, keys }, [reaped])).toEqual(['not_held']);
    expect(await fixture.snapshot(keys)).toEqual(before);
    expect(await settle({ redis, keys }, [{ ...reaped, requiredOwner: 'owner-a' }])).toEqual(['settled']);
    expect(await settle({ redis, keys }, [{ ...reaped, requiredOwner: 'owner-a' }])).toEqual(['not_held']);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '97', held: '0', pend: '-3' });
    expect(await redis.hexists(keys.tenant(tenantId), 'c:c')).toBe(0);
  });

  it('is followed by the true event, once, without touching slots again', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const [request, other] = [call(tenantId, limits), call(tenantId, limits)];
    for (const each of [request, other]) await admit({ redis, keys }, each);
    const eventId = derivedId(request.requestId, 'reaped');
    await settle({ redis, keys }, [settlementOf(request, { eventId, charge: 3n, requiredOwner: 'owner-a' })]);
    expect(await settle({ redis, keys }, [settlementOf(request, { charge: 7n })])).toEqual(['settled']);
    expect(await settle({ redis, keys }, [settlementOf(request, { charge: 7n })])).toEqual(['already_pending']);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({
      free: '80',
      held: '-10',
      pend: '-10',
      'c:c': '1',
    });
  });
});

describe('overrun', () => {
  it('is what a charge exceeds its hold and the free balance by', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, HUGE + 5n);
    const request = call(tenantId, { hold: HUGE });
    await admit({ redis, keys }, request);
    await settle({ redis, keys }, [settlementOf(request, { charge: HUGE + 12n })]);
    expect((await readPendingEvents({ redis, keys }, shardOf(tenantId), 1))[0]?.overrun).toBe(7n);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '0', held: '0', pend: `-${HUGE + 5n}` });
    const balance = { posted: 0n, version: '2' };
    await confirmEvents({ redis, keys }, { tenantId, eventIds: [request.requestId], balance, quotas: [] });
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '0', free: '0', pend: '0' });
  });

  it('is never taken by a charge within its hold, however low the balance looks meanwhile', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 20n);
    const [done, running] = [call(tenantId), call(tenantId)];
    for (const request of [done, running]) await admit({ redis, keys }, request);
    await settle({ redis, keys }, [settlementOf(done)]);
    // The ledger's balance after `done` arrives before the confirmation of `done`: its charge counts twice for a moment.
    await postBalance({ redis, keys }, tenantId, { posted: 10n, version: '2' });
    expect(await redis.hget(keys.tenant(tenantId), 'free')).toBe('-10');
    await settle({ redis, keys }, [settlementOf(running)]);
    const events = await readPendingEvents({ redis, keys }, shardOf(tenantId), 10);
    expect(events.map((event) => event.overrun)).toEqual([0n, 0n]);
  });

  it('is at most what exceeds the hold, and leaves the balance as low as it was', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 20n);
    const request = call(tenantId);
    await admit({ redis, keys }, request);
    await postBalance({ redis, keys }, tenantId, { posted: 5n, version: '2' });
    await settle({ redis, keys }, [settlementOf(request, { charge: 13n })]);
    expect((await readPendingEvents({ redis, keys }, shardOf(tenantId), 1))[0]?.overrun).toBe(3n);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ free: '-5', pend: '-10', held: '0' });
  });

  it('is not known of a tenant that is not loaded, nor asked of one that is not enforced', async () => {
    const keys = fixture.keySpace();
    await fixture.openShard(keys, 4);
    const cold = tenantOfShard(4);
    await settle({ redis, keys }, [settlementOf({ tenantId: cold, requestId: newId() })]);
    const postpaid = await fixture.tenant(keys, 0n, 4);
    await settle({ redis, keys }, [
      settlementOf({ tenantId: postpaid, requestId: newId() }, { enforceBalance: false }),
    ]);
    expect((await readPendingEvents({ redis, keys }, 4, 10)).map((event) => event.overrun)).toEqual([0n, 0n]);
    await loadTenant({ redis, keys }, { tenantId: cold, epoch: '1', posted: 30n, version: '1', quotas: [] });
    expect(await redis.hgetall(keys.tenant(cold))).toMatchObject({ free: '20', pend: '-10' });
    expect(await redis.hgetall(keys.tenant(postpaid))).toMatchObject({ free: '-10', pend: '-10' });
  });
});
