import { describe, expect, it } from 'vitest';
import { newId } from '@turnpike/domain/ids';
import { admit } from './admission.js';
import {
  confirmEvents,
  countPendingEvents,
  loadTenant,
  postBalance,
  raiseEpoch,
  readBalance,
  readPendingEvents,
} from './balance.js';
import type { KeySpace } from './keys.js';
import { shardOf } from './keys.js';
import { settle } from './settlement.js';
import { call, RedisFixture, settlementOf, tenantOfShard } from '../test/redis.fixture.js';

const fixture = new RedisFixture();
const { redis } = fixture;

const HUGE = 9_007_199_254_740_993n;

async function settleCharges(keys: KeySpace, tenantId: string, charges: bigint[]): Promise<string[]> {
  const calls = charges.map((charge) => settlementOf({ tenantId, requestId: newId() }, { charge }));
  await settle({ redis, keys }, calls);
  return calls.map((settlement) => settlement.eventId);
}

describe('pending events', () => {
  it('are read in order, counted, confirmed and then gone', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, HUGE + 3n);
    const shard = shardOf(tenantId);
    const ids = await settleCharges(keys, tenantId, [HUGE, 1n, 2n]);
    expect((await readPendingEvents({ redis, keys }, shard, 2)).map((event) => event.eventId)).toEqual(ids.slice(0, 2));
    expect(await countPendingEvents({ redis, keys }, [shard, (shard + 1) % 256])).toEqual([3, 0]);
    expect(await readBalance({ redis, keys }, tenantId)).toEqual({ pending: HUGE + 3n, held: 0n });

    const batch = { tenantId, eventIds: ids.slice(0, 2), balance: { posted: 2n, version: '2' }, quotas: [] };
    expect(await confirmEvents({ redis, keys }, batch)).toEqual(ids.slice(0, 2));
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '2', pend: '-2', free: '0', ver: '2' });
    expect(await confirmEvents({ redis, keys }, batch)).toEqual([]);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '2', pend: '-2', free: '0' });
    expect((await readPendingEvents({ redis, keys }, shard, 10)).map((event) => event.eventId)).toEqual(ids.slice(2));
  });

  it('whose event is gone are given back, so that confirming drops them', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const shard = shardOf(tenantId);
    const [eventId = ''] = await settleCharges(keys, tenantId, [4n]);
    await redis.hdel(keys.pendings(shard), `${tenantId}/${eventId}`);
    expect(await readPendingEvents({ redis, keys }, shard, 10)).toEqual([{ tenantId, eventId, overrun: 0n, json: '' }]);
    expect(await confirmEvents({ redis, keys }, { tenantId, eventIds: [eventId], balance: null, quotas: [] })).toEqual(
      [],
    );
    expect(await countPendingEvents({ redis, keys }, [shard])).toEqual([0]);
  });

  it('of a form nobody writes are given back whole, and dropped without touching the balance', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    const shard = shardOf(tenantId);
    const [eventId = ''] = await settleCharges(keys, tenantId, [0n]);
    await redis.hset(keys.pendings(shard), `${tenantId}/${eventId}`, 'x|y');
    const [pending] = await readPendingEvents({ redis, keys }, shard, 10);
    expect(pending).toEqual({ tenantId, eventId, overrun: 0n, json: 'x|y' });
    await confirmEvents({ redis, keys }, { tenantId, eventIds: [eventId], balance: null, quotas: [] });
    expect(await countPendingEvents({ redis, keys }, [shard])).toEqual([0]);
    expect(await redis.hlen(keys.pendings(shard))).toBe(0);
    expect(await redis.hget(keys.tenant(tenantId), 'free')).toBe('10');
  });

  it('of a tenant without a ledger account are confirmed without a balance', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 0n);
    const ids = await settleCharges(keys, tenantId, [0n]);
    expect(await confirmEvents({ redis, keys }, { tenantId, eventIds: ids, balance: null, quotas: [] })).toEqual(ids);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '0', free: '0', ver: '1' });
  });

  it('are none in an empty shard', async () => {
    expect(await readPendingEvents({ redis, keys: fixture.keySpace() }, 0, 10)).toEqual([]);
    expect(await countPendingEvents({ redis, keys: fixture.keySpace() }, [])).toEqual([]);
  });
});

describe('confirmations', () => {
  it('in any order err low, then meet', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 100n);
    const [first = '', second = ''] = await settleCharges(keys, tenantId, [60n, 30n]);
    await confirmEvents(
      { redis, keys },
      { tenantId, eventIds: [second], balance: { posted: 10n, version: '3' }, quotas: [] },
    );
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '10', pend: '-60', free: '-50' });
    await confirmEvents(
      { redis, keys },
      { tenantId, eventIds: [first], balance: { posted: 40n, version: '2' }, quotas: [] },
    );
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '10', pend: '0', free: '10', ver: '3' });
  });
});

describe('postBalance', () => {
  it('follows the ledger version, never back, and compares it as a number', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 1n);
    await postBalance({ redis, keys }, tenantId, { posted: HUGE, version: '10' });
    for (const version of ['9', '10']) await postBalance({ redis, keys }, tenantId, { posted: 5n, version });
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: `${HUGE}`, free: `${HUGE}`, ver: '10' });
    await postBalance({ redis, keys }, tenantId, { posted: -HUGE, version: '11' });
    expect(await redis.hget(keys.tenant(tenantId), 'free')).toBe(`-${HUGE}`);
  });

  it('keeps a balance beyond what Redis can count usable', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n ** 30n);
    expect((await admit({ redis, keys }, call(tenantId, { hold: 2n ** 61n }))).kind).toBe('admitted');
    await postBalance({ redis, keys }, tenantId, { posted: -(10n ** 30n), version: '2' });
    expect((await admit({ redis, keys }, call(tenantId))).kind).toBe('funds');
    expect((await admit({ redis, keys }, call(tenantId, { enforceBalance: false }))).kind).toBe('admitted');
  });
});

describe('loadTenant', () => {
  const quotas = [{ scope: 'q', startMs: 0, used: 3n }];

  it('brings balance, epoch and quotas, once', async () => {
    const keys = fixture.keySpace();
    const tenantId = tenantOfShard(9);
    for (let n = 0; n < 2; n++)
      await loadTenant({ redis, keys }, { tenantId, epoch: '4', posted: HUGE, version: '7', quotas });
    expect(await redis.hgetall(keys.tenant(tenantId))).toEqual({
      posted: `${HUGE}`, ver: '7', free: `${HUGE}`, epoch: '4', 'Q:q:0': '3',
    }); // prettier-ignore
  });

  it('raises an epoch and a balance that are older, and lowers neither', async () => {
    const keys = fixture.keySpace();
    const tenantId = tenantOfShard(9);
    const load = (epoch: string, version: string, posted: bigint) =>
      loadTenant({ redis, keys }, { tenantId, epoch, posted, version, quotas });
    await load('9', '9', 90n);
    await load('10', '10', 100n);
    await load('9', '9', 90n);
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({
      epoch: '10',
      ver: '10',
      posted: '100',
      'Q:q:0': '3',
    });
  });

  it('keeps what was posted by a newer confirmation before it', async () => {
    const keys = fixture.keySpace();
    const tenantId = tenantOfShard(9);
    await fixture.openShard(keys, 9);
    const [eventId = ''] = await settleCharges(keys, tenantId, [10n]);
    const balance = { posted: 90n, version: '2' };
    await confirmEvents({ redis, keys }, { tenantId, eventIds: [eventId], balance, quotas: [] });
    await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted: 100n, version: '1', quotas: [] });
    expect(await redis.hgetall(keys.tenant(tenantId))).toMatchObject({ posted: '90', free: '90', pend: '0' });
  });
});

describe('raiseEpoch', () => {
  it('raises, never lowers, and leaves a tenant that is not loaded cold', async () => {
    const keys = fixture.keySpace();
    const tenantId = await fixture.tenant(keys, 10n);
    await raiseEpoch({ redis, keys }, tenantId, '10');
    await raiseEpoch({ redis, keys }, tenantId, '9');
    expect(await redis.hget(keys.tenant(tenantId), 'epoch')).toBe('10');
    const cold = tenantOfShard(shardOf(tenantId));
    await raiseEpoch({ redis, keys }, cold, '3');
    expect((await admit({ redis, keys }, call(cold, { epoch: '3' }))).kind).toBe('cold');
  });
});

describe('readBalance', () => {
  it('is zero for a tenant Redis does not know', async () => {
    expect(await readBalance({ redis, keys: fixture.keySpace() }, tenantOfShard(1))).toEqual({ pending: 0n, held: 0n });
  });
});
