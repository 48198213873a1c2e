import { type Delivered, IDLE_PROCESS_STATE } from '@turnpike/contracts/process-state';
import { derivedId } from '@turnpike/domain/derived-id';
import { newId } from '@turnpike/domain/ids';
import { NO_USAGE } from '@turnpike/domain/usage';
import { beat, fence, LEASE_MS, readHolds } from '@turnpike/limits/processes';
import type { UsageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import { startTestRedis } from '@turnpike/testing/redis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkBooks } from '../../test/books.js';
import { createPlan } from '../../test/catalogue.js';
import {
  createFixture,
  createTenant,
  type Fixture,
  loadIntoRedis,
  redisMoney,
  settleEvents,
  shardOf,
  usageEvent,
  waiting,
} from '../../test/fixture.js';
import { holdCall, openShard } from '../../test/hold.js';
import { drainShard } from '../usage/drain-shard.js';
import { PriceBook } from './price-book.js';
import { Reaper } from './reaper.js';

let fixture: Fixture;
const cleanUps: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  fixture = await createFixture();
  cleanUps.push(() => fixture.close());
});
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

const queue: UsageIngestQueue = { enqueue: async () => undefined, close: async () => undefined };

function reaperOf(stage: Fixture, self = newId()) {
  const { pool, redis, keys } = stage;
  const { metrics, logger } = stage.context;
  const reaper = new Reaper({ pool, redis, keys, queue, self: () => self, book: new PriceBook(pool), metrics, logger });
  return { reaper, self };
}

/** Beats and looks every half second until the condition holds. */
async function watchUntil(stage: Fixture, reapers: ReturnType<typeof reaperOf>[], condition: () => Promise<boolean>) {
  await vi.waitFor(
    async () => {
      for (const { reaper, self } of reapers) {
        await beat(stage, self, IDLE_PROCESS_STATE);
        await reaper.look();
      }
      expect(await condition()).toBe(true);
    },
    { timeout: 25_000, interval: 500 },
  );
}

async function preparedTenant(stage: Fixture, grants: readonly string[] = ['5']): Promise<string> {
  const tenantId = await createTenant(stage.pool, { grants });
  await openShard(stage, tenantId);
  await loadIntoRedis(stage, tenantId);
  return tenantId;
}

function stateOf(delivered: Record<string, Partial<Delivered>>): string {
  const whole = Object.entries(delivered).map(([requestId, units]) => {
    const empty = { ...NO_USAGE, servedModel: null };
    return [requestId, { ...empty, providerId: null, targetId: null, attempts: 1, ...units }];
  });
  return JSON.stringify({ delivered: Object.fromEntries(whole) });
}

const isHeld = async (stage: Fixture, tenantId: string) => {
  const { holds } = await readHolds(stage, shardOf(tenantId));
  return holds.some((hold) => hold.tenantId === tenantId);
};

const drain = (stage: Fixture, tenantId: string) =>
  drainShard(stage.context, shardOf(tenantId), new AbortController().signal);

test('the calls of a fenced process are settled by what it last said it had delivered', async () => {
  const tenantId = await preparedTenant(fixture);
  const plan = await createPlan(fixture.pool, {
    general: { input_token: '0.5', output_token: '0.001', request: '0.01' },
    own: { input_token: '0.00025' },
    costs: { input_token: '0.0001', output_token: '0.0002' },
  });
  const owner = newId();
  const context = { plv: plan.planVersionId, mdl: plan.model };
  const streaming = await holdCall(fixture, { tenantId, owner, hold: 1_000_000_000n, context });
  const silent = await holdCall(fixture, { tenantId, owner, hold: 2_000_000_000n, context });
  const other = await holdCall(fixture, { tenantId, owner: newId(), hold: 500_000_000n, context });
  const delivered = { inputTokens: 100, outputTokens: 33, servedModel: 'up-1' };
  const begun = { inputTokens: 50 };
  const state = stateOf({ [streaming.requestId]: delivered, [silent.requestId]: begun });
  await beat(fixture, owner, state);
  await fence(fixture, owner);

  const first = reaperOf(fixture);
  const second = reaperOf(fixture);
  await Promise.all([first.reaper.look(), second.reaper.look()]);
  const { holds } = await readHolds(fixture, shardOf(tenantId));
  expect(holds.filter((hold) => hold.tenantId === tenantId).map((hold) => hold.requestId)).toEqual([other.requestId]);
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ held: '-500000000', pend: '-68000000' });
  expect(await fixture.redis.hget(fixture.keys.tenant(tenantId), 'c:sub')).toBe('1');

  await drain(fixture, tenantId);
  // 0.01 + 100 × 0.00025 + 33 × 0.001
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({
    revenue: '0.068',
    posted: '4.932',
    calls: 2,
    quotaUsed: 1,
  });
  const { rows } = await fixture.pool.query(
    `SELECT id, status, end_reason, usage_source, served_model, charge::float8, cost::float8, output_tokens::int
     FROM usage_events WHERE tenant_id = $1 ORDER BY charge DESC`,
    [tenantId],
  );
  const reaped = { status: 500, end_reason: 'interrupted' };
  expect(rows).toEqual([
    { ...reaped, id: derivedId(streaming.requestId, 'reaped'), usage_source: 'estimated', served_model: 'up-1', charge: 0.068, cost: 0.0166, output_tokens: 33 }, // prettier-ignore
    { ...reaped, id: derivedId(silent.requestId, 'reaped'), usage_source: 'none', served_model: null, charge: 0, cost: 0, output_tokens: 0 }, // prettier-ignore
  ]);
});

test('what was made under an idempotency key is interrupted, for whoever asks again', async () => {
  const tenantId = await preparedTenant(fixture);
  const plan = await createPlan(fixture.pool, { general: { output_token: '0.01', input_token: '0' } });
  const owner = newId();
  const claim = { hash: 'ab'.repeat(32), digest: 'cd'.repeat(32), ttlMs: 60_000 };
  const context = { plv: plan.planVersionId, mdl: plan.model, idm: claim.hash };
  const held = await holdCall(fixture, { tenantId, owner, hold: 1_000_000_000n, context, claim });
  await holdCall(fixture, { tenantId, owner, hold: 1n, context: { ...context, idm: undefined } });
  const claimed = () => fixture.redis.get(fixture.keys.claim(tenantId, claim.hash));
  expect(await claimed()).toMatch(/^R\|/);
  await beat(fixture, owner, IDLE_PROCESS_STATE);
  await fence(fixture, owner);
  await reaperOf(fixture).reaper.look();
  expect(await isHeld(fixture, tenantId)).toBe(false);
  expect(await claimed()).toMatch(new RegExp(`^I\\|${claim.digest}\\|${held.requestId}\\|`));
});

test('the true event that comes after the reaped one takes its place', async () => {
  const tenantId = await preparedTenant(fixture);
  const plan = await createPlan(fixture.pool, { general: { output_token: '0.01', input_token: '0' } });
  const owner = newId();
  const context = { plv: plan.planVersionId, mdl: plan.model };
  const held = await holdCall(fixture, { tenantId, owner, hold: 1_000_000_000n, context });
  await beat(fixture, owner, stateOf({ [held.requestId]: { outputTokens: 10 } }));
  await fence(fixture, owner);
  await reaperOf(fixture).reaper.look();
  await settleEvents(fixture, [usageEvent(tenantId, { requestId: held.requestId, charge: '0.25' })], true);
  await drain(fixture, tenantId);
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ revenue: '0.25', posted: '4.75', calls: 1 });
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ held: '0', pend: '0', free: '4750000000' });
});

test('what was delivered beyond a prepaid balance is overrun', async () => {
  const tenantId = await preparedTenant(fixture, ['1']);
  const plan = await createPlan(fixture.pool, { general: { request: '1.5' } });
  const owner = newId();
  const context = { plv: plan.planVersionId, mdl: plan.model };
  const held = await holdCall(fixture, { tenantId, owner, hold: 1_000_000_000n, context });
  await beat(fixture, owner, stateOf({ [held.requestId]: { outputTokens: 10 } }));
  await fence(fixture, owner);
  await reaperOf(fixture).reaper.look();
  await drain(fixture, tenantId);
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ revenue: '1.5', overrun: '0.5', posted: '0' });
});

test('a call without a price and a hold nobody understands stay, and are counted', async () => {
  const stage = await createFixture();
  cleanUps.push(() => stage.close());
  const tenantId = await preparedTenant(stage);
  const owner = newId();
  const plan = await createPlan(stage.pool, { general: { input_token: '0.01' } });
  const context = { plv: plan.planVersionId, mdl: plan.model };
  const held = await holdCall(stage, { tenantId, owner, hold: 1n, context });
  await stage.redis.hset(stage.keys.holds(shardOf(tenantId)), `${tenantId}/${newId()}`, 'nonsense');
  await beat(stage, owner, stateOf({ [held.requestId]: { outputTokens: 10 } }));
  await fence(stage, owner);
  await reaperOf(stage).reaper.look();
  expect(await stage.redis.hlen(stage.keys.holds(shardOf(tenantId)))).toBe(2);
  expect(await waiting(stage, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 });
  expect((await stage.context.metrics.unratableHolds.get()).values[0]?.value).toBe(1);
  expect((await stage.context.metrics.unreadableHolds.get()).values[0]?.value).toBe(1);
});

test('a process whose heartbeat stands still is declared dead, one that goes on is not', async () => {
  const stage = await createFixture();
  cleanUps.push(() => stage.close());
  const tenantId = await preparedTenant(stage);
  const [dead, alive, forgotten, registered] = [newId(), newId(), newId(), newId()];
  const ownersLeft = async () => {
    const { holds } = await readHolds(stage, shardOf(tenantId));
    return new Set(holds.map((hold) => hold.owner));
  };
  for (const owner of [dead, alive, forgotten, registered]) await holdCall(stage, { tenantId, owner, hold: 1_000n });
  await beat(stage, dead, IDLE_PROCESS_STATE);
  await stage.pool.query(`INSERT INTO process_incarnations (id, kind, host, pid) VALUES ($1, 'gateway', 'h', 1)`, [
    registered,
  ]);
  await watchUntil(stage, [reaperOf(stage), reaperOf(stage)], async () => {
    await beat(stage, alive, IDLE_PROCESS_STATE);
    const left = await ownersLeft();
    return !left.has(dead) && !left.has(forgotten);
  });
  // Neither the living nor the one that PostgreSQL saw a moment ago, though Redis doesn't know it.
  expect(await ownersLeft()).toEqual(new Set([alive, registered]));
  expect(await beat(stage, dead, IDLE_PROCESS_STATE)).toEqual({ kind: 'fenced' });
  expect(await beat(stage, forgotten, IDLE_PROCESS_STATE)).toEqual({ kind: 'fenced' });
  await drain(stage, tenantId);
  expect(await checkBooks(stage.pool, tenantId)).toMatchObject({ revenue: '0', calls: 2, quotaUsed: 0 });
});

test('silence while our own heartbeat does not move proves nothing', async () => {
  const stage = await createFixture();
  cleanUps.push(() => stage.close());
  const other = newId();
  await beat(stage, other, IDLE_PROCESS_STATE);
  const { reaper, self } = reaperOf(stage);
  await beat(stage, self, IDLE_PROCESS_STATE);
  const until = Date.now() + 3 * LEASE_MS;
  while (Date.now() < until) {
    await reaper.look();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(await beat(stage, other, IDLE_PROCESS_STATE)).toMatchObject({ kind: 'alive' });
});

test('a Redis that restarts while a process lives does not get it reaped', async () => {
  const server = await startTestRedis();
  cleanUps.push(() => server.stop());
  const stage = await createFixture({ redisUrl: server.url });
  cleanUps.push(() => stage.close());
  const tenantId = await preparedTenant(stage);
  const gateway = newId();
  await holdCall(stage, { tenantId, owner: gateway, hold: 1_000n });
  await beat(stage, gateway, IDLE_PROCESS_STATE);
  const watcher = reaperOf(stage);
  stage.redis.on('close', () => watcher.reaper.forget());
  const lookOn = async (durationMs: number) => {
    const until = Date.now() + durationMs;
    while (Date.now() < until) {
      await beat(stage, watcher.self, IDLE_PROCESS_STATE);
      await watcher.reaper.look();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  // The gateway misses beats before the restart and, being slow to reconnect, after it: more than two leases together.
  await lookOn(1.6 * LEASE_MS);
  await server.restart();
  await vi.waitFor(() => stage.redis.ping(), 15_000);
  await lookOn(1.6 * LEASE_MS);
  expect(await beat(stage, gateway, IDLE_PROCESS_STATE)).toMatchObject({ kind: 'alive' });
  expect(await isHeld(stage, tenantId)).toBe(true);
});
