import { newId } from '@turnpike/domain/ids';
import type { KeySpace } from '@turnpike/limits/keys';
import { readBalance } from '@turnpike/limits/balance';
import { startTestRedis } from '@turnpike/testing/redis';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, keySpace, leave, openShard, requestOf, tenantOf, until } from '../test/store.fixture.js';
import { Admissions, type TenantMoney } from './admissions.js';
import { ShardRebuilds } from './presence/shard-rebuilds.js';

let redis: Redis;
let keys: KeySpace;
let loads: string[];
const errors: unknown[] = [];
const money = new Map<string, TenantMoney>();

beforeEach(async () => {
  redis = await connect();
  keys = keySpace();
  loads = [];
  errors.length = 0;
  money.clear();
});
afterEach(() => leave(redis, keys));

function createAdmissions(given: { redis?: Redis; living?: string[]; load?: () => Promise<TenantMoney | null> } = {}) {
  const processId = newId();
  const connection = given.redis ?? redis;
  const rebuilds = new ShardRebuilds({
    redis: connection,
    keys,
    processId,
    holdsOf: () => [],
    livingProcesses: () => Promise.resolve([processId, ...(given.living ?? [])]),
    resendPending: () => Promise.resolve(),
    onError: (error) => errors.push(error),
  });
  const load = (tenantId: string) => {
    loads.push(tenantId);
    return given.load === undefined ? Promise.resolve(money.get(tenantId) ?? null) : given.load();
  };
  return new Admissions({
    redis: connection,
    keys,
    tenants: { load },
    rebuilds,
    onError: (error) => errors.push(error),
  });
}

/** A tenant with a posted balance of so many base units, which Redis has never heard of. */
function tenantWith(units: number, shard = 31): string {
  const tenantId = tenantOf(shard);
  grant(tenantId, units, '1');
  return tenantId;
}

function grant(tenantId: string, units: number, version: string): void {
  const posted = `0.${String(units).padStart(9, '0')}`;
  money.set(tenantId, { epoch: '1', currency: 'USD', posted, version, quotas: [] });
}

describe('a tenant that Redis does not know', () => {
  test('is loaded once for all that wait', async () => {
    await openShard(redis, keys, 31);
    const tenantId = tenantWith(300);
    const admissions = createAdmissions();
    const replies = await Promise.all(Array.from({ length: 50 }, () => admissions.admit(requestOf(tenantId))));
    const kinds = replies.map((reply) => reply.kind);
    expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(30);
    expect(kinds.filter((kind) => kind === 'funds')).toHaveLength(20);
    // Once because it was not there, and once because its money was gone.
    expect(loads.length).toBeLessThanOrEqual(2);
    expect(await readBalance({ redis, keys }, tenantId)).toMatchObject({ held: 300n });
  });

  test('brings its quotas along', async () => {
    await openShard(redis, keys, 31);
    const tenantId = tenantWith(300);
    const now = Date.now();
    const quota = { scope: 'sub:q', limit: 10, startMs: now - 1000, endMs: now + 1e8, nextEndMs: now + 2e8 };
    money.set(tenantId, { ...money.get(tenantId)!, quotas: [{ scope: 'sub:q', startMs: now - 1000, used: 9 }] });
    const admissions = createAdmissions();
    expect(await admissions.admit(requestOf(tenantId, { quotas: [quota] }))).toMatchObject({
      kind: 'admitted',
      quotas: [{ left: 0 }],
    });
    expect(await admissions.admit(requestOf(tenantId, { quotas: [quota] }))).toMatchObject({ kind: 'quota' });
  });

  test('nor Postgres: refused, and reported', async () => {
    await openShard(redis, keys, 31);
    const admissions = createAdmissions();
    expect(await admissions.admit(requestOf(tenantOf(31)))).toEqual({ kind: 'unavailable' });
    expect(errors).toHaveLength(1);
  });

  test('Postgres away: refused, and asked again by the next call', async () => {
    await openShard(redis, keys, 31);
    const tenantId = tenantWith(100);
    let away = true;
    const load = () => (away ? Promise.reject(new Error('away')) : Promise.resolve(money.get(tenantId) ?? null));
    const admissions = createAdmissions({ load });
    expect(await admissions.admit(requestOf(tenantId))).toEqual({ kind: 'unavailable' });
    away = false;
    expect(await admissions.admit(requestOf(tenantId))).toMatchObject({ kind: 'admitted' });
  });
});

describe('money that is gone', () => {
  test('is looked for in Postgres once, and found when there is more', async () => {
    await openShard(redis, keys, 31);
    const tenantId = tenantWith(10);
    const admissions = createAdmissions();
    expect(await admissions.admit(requestOf(tenantId))).toMatchObject({ kind: 'admitted' });
    grant(tenantId, 20, '2');
    expect(await admissions.admit(requestOf(tenantId))).toMatchObject({ kind: 'admitted' });
    expect(loads).toHaveLength(2);
  });

  test('however many are refused, Postgres is not asked for each', async () => {
    await openShard(redis, keys, 31);
    const tenantId = tenantWith(0);
    const admissions = createAdmissions();
    const replies = await Promise.all(Array.from({ length: 100 }, () => admissions.admit(requestOf(tenantId))));
    expect(replies.every((reply) => reply.kind === 'funds')).toBe(true);
    expect(loads.length).toBeLessThanOrEqual(2);
  });
});

describe('a shard that lost its data', () => {
  test('is rebuilt by the call that finds out', async () => {
    const tenantId = tenantWith(25, 90);
    const admissions = createAdmissions();
    const replies = await Promise.all([1, 2, 3].map(() => admissions.admit(requestOf(tenantId))));
    expect(replies.map((reply) => reply.kind).sort()).toEqual(['admitted', 'admitted', 'funds']);
  });

  test('refuses while another process has yet to register', async () => {
    const tenantId = tenantWith(25, 91);
    const admissions = createAdmissions({ living: [newId()] });
    expect(await admissions.admit(requestOf(tenantId))).toEqual({ kind: 'lost' });
    const admitted = async () => (await admissions.admit(requestOf(tenantId))).kind === 'admitted';
    await until(admitted, 'the lease of the silent one to pass');
  });
});

test('Redis away: refused at once, reported, and well again when it is back', async () => {
  const server = await startTestRedis();
  const connection = await connect(server.url);
  const tenantId = tenantWith(100, 92);
  const admissions = createAdmissions({ redis: connection });
  expect(await admissions.admit(requestOf(tenantId))).toMatchObject({ kind: 'admitted' });
  await server.kill();
  expect(await admissions.admit(requestOf(tenantId))).toEqual({ kind: 'unavailable' });
  expect(errors.length).toBeGreaterThan(0);
  await server.restart();
  await until(
    async () => (await admissions.admit(requestOf(tenantId))).kind === 'admitted',
    'calls to be admitted again',
  );
  connection.disconnect();
  await server.stop();
});
