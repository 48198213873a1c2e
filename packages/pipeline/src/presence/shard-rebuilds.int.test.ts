import { newId } from '@turnpike/domain/ids';
import { admit } from '@turnpike/limits/admission';
import { loadTenant, readBalance } from '@turnpike/limits/balance';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { beginRebuild, readAcknowledgements, type RegisteredHold } from '@turnpike/limits/processes';
import { settle } from '@turnpike/limits/settlement';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  connect,
  entryOf,
  keySpace,
  leave,
  openCallOf,
  requestOf,
  slots,
  tenantOf,
  until,
} from '../../test/store.fixture.js';
import { ShardRebuilds } from './shard-rebuilds.js';

const SHARD = 77;
const LONG_MS = 20_000;

let redis: Redis;
let keys: KeySpace;
let living: string[];
const errors: unknown[] = [];

beforeEach(async () => {
  redis = await connect();
  keys = keySpace();
  living = [];
  errors.length = 0;
});
afterEach(async () => {
  expect(errors).toEqual([]);
  await leave(redis, keys);
});

interface Process {
  id: string;
  rebuilds: ShardRebuilds;
}

function startProcess(
  given: { holds?: RegisteredHold[]; resendPending?: (shard: number) => Promise<void> } = {},
): Process {
  const id = newId();
  living.push(id);
  const rebuilds = new ShardRebuilds({
    redis,
    keys,
    processId: id,
    holdsOf: () => given.holds ?? [],
    livingProcesses: () => Promise.resolve(living),
    resendPending: given.resendPending ?? (() => Promise.resolve()),
    onError: (error) => errors.push(error),
  });
  return { id, rebuilds };
}

const generation = () => redis.hget(keys.meta(SHARD), 'gen');
const isOpen = async () => (await generation())?.startsWith('r:') === false;

test('a process alone opens the shard at once, and many that ask share the one rebuild', async () => {
  const { rebuilds } = startProcess();
  const done = await Promise.all(Array.from({ length: 20 }, () => rebuilds.rebuild(SHARD, LONG_MS)));
  expect(done.every(Boolean)).toBe(true);
  expect(await isOpen()).toBe(true);
  expect(await redis.hlen(keys.rebuilds())).toBe(0);
  const opened = await generation();
  expect(await rebuilds.rebuild(SHARD, LONG_MS)).toBe(true);
  expect(await generation()).toBe(opened);
});

test('it stays shut until the last living process has registered', async () => {
  const { rebuilds } = startProcess();
  const late = startProcess();
  const rebuilt = rebuilds.rebuild(SHARD, LONG_MS);
  expect(await rebuilds.rebuild(SHARD, 60)).toBe(false);
  const under = (await generation()) ?? '';
  expect(under).toMatch(/^r:/);
  expect(await redis.hgetall(keys.rebuilds())).toEqual({ [SHARD]: under });
  late.rebuilds.join([{ shard: SHARD, generation: under }]);
  expect(await rebuilt).toBe(true);
  expect(await generation()).toBe(under.slice(2));
  expect(await redis.hlen(keys.rebuilds())).toBe(0);
});

test('one that is dead is waited for no longer than a lease', async () => {
  const { id, rebuilds } = startProcess();
  living.push(newId());
  expect(await rebuilds.rebuild(SHARD, 60)).toBe(false);
  expect(await readAcknowledgements({ redis, keys }, SHARD)).toEqual([id]);
  expect(await rebuilds.rebuild(SHARD, LONG_MS)).toBe(true);
  expect(await isOpen()).toBe(true);
});

test('the driver dies: whoever comes next finishes its rebuild', async () => {
  await beginRebuild({ redis, keys }, SHARD, newId());
  const under = (await generation()) ?? '';
  const { rebuilds } = startProcess();
  expect(await rebuilds.rebuild(SHARD, LONG_MS)).toBe(true);
  expect(await generation()).toBe(under.slice(2));
});

test('what is registered again keeps the balance low', async () => {
  const tenantId = tenantOf(SHARD);
  const limits = [slots('sub:x', 3)];
  const [mine, others] = [requestOf(tenantId, { hold: 400n, limits }), requestOf(tenantId, { hold: 500n, limits })];
  const { rebuilds } = startProcess({ holds: [openCallOf(mine)] });
  const other = startProcess({ holds: [openCallOf(others)] });
  const rebuilt = rebuilds.rebuild(SHARD, LONG_MS);
  await until(async () => (await generation()) !== null, 'the rebuild to begin');
  other.rebuilds.join([{ shard: SHARD, generation: (await generation()) ?? '' }]);
  await rebuilt;
  await loadTenant({ redis, keys }, { tenantId, epoch: '1', posted: 1_000n, version: '1', quotas: [] });
  expect(await readBalance({ redis, keys }, tenantId)).toMatchObject({ held: 900n });
  const ask = (hold: bigint) => admit({ redis, keys }, requestOf(tenantId, { hold, limits }));
  expect(await ask(101n)).toMatchObject({ kind: 'funds' });
  expect(await ask(100n)).toMatchObject({ kind: 'admitted', standings: [{ left: 0 }] });
  expect(await ask(0n)).toMatchObject({ kind: 'limit' });
});

test('a process sends what it has spent before it acknowledges', async () => {
  const tenantId = tenantOf(SHARD);
  const { event, charge, enforceBalance } = entryOf(tenantId);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const slow = startProcess({
    async resendPending(shard) {
      await released;
      const call = { tenantId, requestId: event.id, eventId: event.id, charge, enforceBalance, counted: true };
      expect(shard).toBe(shardOf(tenantId));
      await settle({ redis, keys }, [{ ...call, tokens: 0, requiredOwner: null, event: JSON.stringify(event) }]);
    },
  });
  const { rebuilds } = startProcess();
  const rebuilt = rebuilds.rebuild(SHARD, LONG_MS);
  await until(async () => (await generation()) !== null, 'the rebuild to begin');
  slow.rebuilds.join([{ shard: SHARD, generation: (await generation()) ?? '' }]);
  expect(await rebuilds.rebuild(SHARD, 60)).toBe(false);
  release();
  expect(await rebuilt).toBe(true);
  expect(await readBalance({ redis, keys }, tenantId)).toMatchObject({ pending: charge });
});

test('one that can not send what it has spent does not acknowledge', async () => {
  let away = true;
  const slow = startProcess({ resendPending: () => (away ? Promise.reject(new Error('away')) : Promise.resolve()) });
  const { generation: under } = await beginRebuild({ redis, keys }, SHARD, newId());
  slow.rebuilds.join([{ shard: SHARD, generation: under }]);
  await until(() => errors.length === 1, 'the failure to be told');
  expect(await readAcknowledgements({ redis, keys }, SHARD)).toEqual([]);
  errors.length = 0;
  away = false;
  // The next heartbeat says it again.
  slow.rebuilds.join([{ shard: SHARD, generation: under }]);
  await until(async () => (await readAcknowledgements({ redis, keys }, SHARD)).length === 1, 'the acknowledgement');
});
