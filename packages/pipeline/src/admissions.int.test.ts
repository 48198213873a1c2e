import { newId } from '@turnpike/domain/ids';
import type { AdmissionRequest } from '@turnpike/limits/admission';
import type { LimitCheck } from '@turnpike/limits/admission-limit';
import type { KeySpace } from '@turnpike/limits/keys';
import { readBalance } from '@turnpike/limits/balance';
import { startTestRedis } from '@turnpike/testing/redis';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  connect,
  keySpace,
  leave,
  openShard,
  quota,
  requestOf,
  slots,
  tenantOf,
  until,
} from '../test/store.fixture.js';
import { Admissions, type TenantMoney } from './admissions.js';
import { ShardRebuilds } from './presence/shard-rebuilds.js';

const EVER = { startMs: 0, endMs: 4_000_000_000_000, nextEndMs: 8_000_000_000_000 };

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

function createAdmissions(
  given: { redis?: Redis; living?: string[]; processes?: number; load?: () => Promise<TenantMoney | null> } = {},
) {
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
    processes: () => given.processes ?? 1,
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
    const limits = [quota('sub:q', 10, { startMs: now - 1000, endMs: now + 1e8, nextEndMs: now + 2e8 })];
    money.set(tenantId, { ...money.get(tenantId)!, quotas: [{ scope: 'sub:q', startMs: now - 1000, used: '9' }] });
    const admissions = createAdmissions();
    expect(await admissions.admit(requestOf(tenantId, { limits }))).toMatchObject({
      kind: 'admitted',
      standings: [{ left: 0 }],
    });
    expect(await admissions.admit(requestOf(tenantId, { limits }))).toMatchObject({ kind: 'limit' });
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

describe('while Redis is away', () => {
  const local = (limit: LimitCheck): LimitCheck => ({ ...limit, onStoreFailure: 'local' });
  const perUser = (requests: number) => local(quota('sub:q', requests, EVER));

  async function outage(given: { processes?: number } = {}) {
    const server = await startTestRedis();
    const connection = await connect(server.url);
    const tenantId = tenantWith(100, 93);
    const admissions = createAdmissions({ redis: connection, ...given });
    const ask = (limits: readonly LimitCheck[], more: Partial<AdmissionRequest> = {}) =>
      admissions.admit(requestOf(tenantId, { limits, hold: 0n, ...more }));
    onTestFinished(async () => {
      admissions.close();
      connection.disconnect();
      await server.stop();
    });
    return { server, admissions, ask };
  }

  test('limits that allow it are decided by this process’s share, the others and money are not', async () => {
    const { server, admissions, ask } = await outage({ processes: 2 });
    expect(await ask([])).toMatchObject({ kind: 'admitted', degraded: false });
    await server.kill();
    const limits = [perUser(5)];
    expect(await ask(limits)).toMatchObject({ kind: 'admitted', degraded: true, standings: [{ left: 1 }] });
    expect(await ask(limits)).toMatchObject({ kind: 'admitted', standings: [{ left: 0 }] });
    expect(await ask(limits)).toMatchObject({ kind: 'limit', index: 0, left: 0, resetMs: EVER.endMs });
    const nonce = { hash: 'n', ttlMs: 1000 };
    const closed: [readonly LimitCheck[], Partial<AdmissionRequest>][] = [
      [[slots('c', 5)], {}],
      [[], { hold: 1n }],
      [[], { nonce }],
      [[], { claim: { hash: 'a', digest: 'b', ttlMs: 1000 } }],
      [[], { look: true }],
    ];
    for (const [checks, more] of closed) expect(await ask(checks, more)).toEqual({ kind: 'unavailable' });
    expect(await ask([], { hold: 1n, enforceBalance: false })).toMatchObject({ kind: 'admitted', degraded: true });
    expect(admissions.stats()).toEqual({ storeCircuitsOpen: 1, storeOpenings: 1, decidedAlone: 4 });
    await server.restart();
    await until(async () => {
      const reply = await ask([slots('c', 5)]);
      return reply.kind === 'admitted' && !reply.degraded;
    }, 'the store to be asked again');
    expect(admissions.stats()).toMatchObject({ storeCircuitsOpen: 0, storeOpenings: 1 });
  });

  test('a slot taken here is free when its call has ended', async () => {
    const { server, admissions, ask } = await outage();
    await ask([]);
    await server.kill();
    const limits = [local(slots('c', 1))];
    const requestId = newId();
    expect(await ask(limits, { requestId })).toMatchObject({ kind: 'admitted', degraded: true });
    expect(await ask(limits)).toMatchObject({ kind: 'limit' });
    admissions.ended(requestId);
    expect(await ask(limits)).toMatchObject({ kind: 'admitted' });
  });

  test('a quota is shared by what was left of it', async () => {
    const { server, ask } = await outage({ processes: 2 });
    const limits = [perUser(6)];
    for (let n = 0; n < 2; n++) expect((await ask(limits)).kind).toBe('admitted');
    await server.kill();
    for (let n = 0; n < 2; n++) expect(await ask(limits)).toMatchObject({ kind: 'admitted', degraded: true });
    expect((await ask(limits)).kind).toBe('limit');
  });

  test('a Redis that falls silent is given up at once, and heard when it speaks again', async () => {
    const { server, admissions, ask } = await outage();
    expect((await ask([])).kind).toBe('admitted');
    process.kill(server.pid, 'SIGSTOP');
    const asked = [ask([slots('c', 5)]), ask([local(slots('c', 5))])];
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['unavailable', 'admitted']);
    // Nobody waits any more: no timer of the store's is needed for this.
    expect(await ask([slots('c', 5)])).toEqual({ kind: 'unavailable' });
    process.kill(server.pid, 'SIGCONT');
    await until(() => admissions.stats().storeCircuitsOpen === 0, 'the probe to be answered');
    expect(await ask([slots('c', 5)])).toMatchObject({ kind: 'admitted', degraded: false });
  });
});
