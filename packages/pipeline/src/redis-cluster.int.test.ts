/** What limits and money are on a real Redis Cluster: the same, until a primary dies, and then again. */
import { newId } from '@turnpike/domain/ids';
import { admit, type AdmissionRequest } from '@turnpike/limits/admission';
import type { LimitCheck } from '@turnpike/limits/admission-limit';
import {
  confirmEvents,
  countPendingEvents,
  loadTenant,
  readBalance,
  readPendingEvents,
} from '@turnpike/limits/balance';
import { endClaim } from '@turnpike/limits/claims';
import { type KeySpace, SHARD_COUNT } from '@turnpike/limits/keys';
import { announceConfirmed, beat, leave, readBeats, readHolds, takeConfirmed } from '@turnpike/limits/processes';
import { settle } from '@turnpike/limits/settlement';
import { until } from '@turnpike/testing/until';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCluster } from '@turnpike/testing/redis-cluster';
import { entryOf, keySpace, openShard, quota, requestOf, slots, tenantOf } from '../test/store.fixture.js';
import { createRedisClient } from './redis-client.js';

const EVER = { startMs: 0, endMs: 4_000_000_000_000, nextEndMs: 8_000_000_000_000 };
const cluster = new TestCluster();
let redis: Redis;
let keys: KeySpace;

beforeAll(async () => {
  await cluster.start();
  redis = createRedisClient(cluster.url, () => undefined);
  await redis.connect();
  keys = keySpace();
}, 30_000);
afterAll(async () => {
  redis.disconnect();
  await cluster.stop();
});

async function openTenant(shard: number, posted: bigint): Promise<string> {
  const tenantId = tenantOf(shard);
  await openShard(redis, keys, shard);
  await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted, version: '1', quotas: [] });
  return tenantId;
}

const limitsOf = (requests: number): LimitCheck[] => [
  { kind: 'rate', scope: 'r', intervalUs: 1, burst: 100_000, onStoreFailure: 'closed' },
  { kind: 'window', scope: 'w', unit: 'tokens', limit: 1_000_000, windowMs: 60_000, shape: 'sliding', cost: 7, onStoreFailure: 'closed' },
  { kind: 'budget', scope: 'm:b', limit: 1_000_000n, stop: 'hard', ...EVER, onStoreFailure: 'closed' },
  slots('c', 1000),
  quota('q', requests, EVER),
]; // prettier-ignore

test('a call goes its whole way on every primary', async () => {
  const store = { redis, keys };
  // Enough shards to be sure of each of three primaries.
  for (const shard of [3, 90, 171, 255, 14, 60]) {
    const tenantId = await openTenant(shard, 1_000n);
    const claim = { hash: 'aa', digest: 'bb', ttlMs: 60_000 };
    const request = requestOf(tenantId, { limits: limitsOf(9), claim, nonce: { hash: 'n', ttlMs: 60_000 } });
    expect(await admit(store, request)).toMatchObject({
      kind: 'admitted',
      standings: [{}, {}, { left: '999990' }, {}, { left: 8 }],
    });
    expect(await admit(store, requestOf(tenantId, { nonce: { hash: 'n', ttlMs: 60_000 } }))).toEqual({
      kind: 'replayed',
    });
    expect((await readHolds(store, shard)).holds).toHaveLength(1);
    const { event, ...settlement } = entryOf(tenantId, { id: request.requestId, requestId: request.requestId });
    const call = {
      ...settlement,
      tenantId,
      requestId: event.id,
      eventId: event.id,
      counted: true,
      tokens: 2,
      requiredOwner: null,
    };
    expect(await settle(store, [{ ...call, event: JSON.stringify(event) }])).toEqual(['settled']);
    expect(await endClaim(store, { tenantId, requestId: request.requestId, claim }, true)).toBe(true);
    expect((await readPendingEvents(store, shard, 10)).map(({ eventId }) => eventId)).toEqual([event.id]);
    const batch = { tenantId, eventIds: [event.id], balance: { posted: 990n, version: '2' } };
    await confirmEvents(store, { ...batch, quotas: [{ scope: 'q', startMs: 0, used: 1n }] });
    expect(await readBalance(store, tenantId)).toEqual({ pending: 0n, held: 0n });
    expect(await redis.hget(keys.window(tenantId, 'w'), 'n')).toBe('2');
  }
  const shards = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);
  expect((await countPendingEvents(store, shards)).every((count) => count === 0)).toBe(true);
  const incarnation = newId();
  expect(await beat(store, incarnation, '{}')).toMatchObject({ kind: 'alive', processes: 1 });
  expect([...(await readBeats(store)).beats.keys()]).toEqual([incarnation]);
  await announceConfirmed(store, incarnation, ['e1', 'e2']);
  expect(await takeConfirmed(store, incarnation, 10)).toEqual(['e1', 'e2']);
  await leave(store, incarnation);
});

test('a primary that dies takes no more than what it had not yet told its replica', { timeout: 40_000 }, async () => {
  const [LIMIT, POSTED, HOLD] = [400, 3_000n, 10n];
  const shard = 200;
  const tenantId = await openTenant(shard, POSTED);
  const admitted: AdmissionRequest[] = [];
  let failures = 0;
  let refusals = 0;
  const work = async () => {
    while (refusals < 20) {
      const request = requestOf(tenantId, { limits: limitsOf(LIMIT), hold: HOLD });
      const reply = await admit({ redis, keys }, request).catch(() => null);
      if (reply === null) {
        failures += 1;
        await until(() => redis.hget(keys.meta(shard), 'gen').catch(() => null), 'another node to serve the shard');
      } else if (reply.kind === 'admitted') admitted.push(request);
      else refusals += 1;
    }
  };
  const workers = Array.from({ length: 8 }, work);
  await until(() => admitted.length >= 100, 'load to be under way');
  await cluster.killPrimaryOf(keys.meta(shard));
  await Promise.all(workers);
  expect(failures).toBeGreaterThan(0);
  const { holds } = await readHolds({ redis, keys }, shard);
  const kept = new Set(holds.map(({ requestId }) => requestId));
  const lost = admitted.filter(({ requestId }) => !kept.has(requestId));
  // What the new primary knows is within the limits to the last call; beyond is only what died with the old one.
  expect(BigInt(holds.length) * HOLD).toBeLessThanOrEqual(POSTED);
  expect(holds.length).toBeLessThanOrEqual(LIMIT);
  expect(admitted.length - lost.length).toBeLessThanOrEqual(LIMIT);
  // At most one call of each worker was answered without the replica having heard of it.
  expect(lost.length).toBeLessThanOrEqual(8);
  const free = BigInt((await redis.hget(keys.tenant(tenantId), 'free')) ?? '0');
  expect(free).toBe(POSTED - BigInt(holds.length) * HOLD);
  expect(free).toBeGreaterThanOrEqual(0n);
});
