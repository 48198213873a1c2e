import { newId } from '@turnpike/domain/ids';
import { createProducerConnection } from '@turnpike/queues/producer-connection';
import { usageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import { startTestRedis } from '@turnpike/testing/redis';
import { afterEach, expect, test, vi } from 'vitest';
import { checkBooks } from '../test/books.js';
import {
  createFixture,
  createTenant,
  type Fixture,
  redisMoney,
  settleEvents,
  shardOf,
  usageEvent,
  waiting,
} from '../test/fixture.js';
import { workerConfig } from '../test/worker-config.js';
import { type RunningWorker, startWorker } from './start-worker.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function stage(
  options: { redisUrl?: string; smtpUrl?: string } = {},
): Promise<{ fixture: Fixture; start: () => Promise<RunningWorker> }> {
  const fixture = await createFixture(options);
  cleanUps.push(() => fixture.close());
  const config = workerConfig(fixture, options.smtpUrl === undefined ? {} : { smtpUrl: options.smtpUrl });
  const start = async () => {
    const worker = await startWorker(config);
    cleanUps.push(() => worker.stop());
    return worker;
  };
  return { fixture, start };
}

async function recorded(fixture: Fixture, tenantId: string, calls: number): Promise<void> {
  await vi.waitFor(async () => expect((await checkBooks(fixture.pool, tenantId)).calls).toBe(calls), 20_000);
  await vi.waitFor(
    async () => expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 }),
    15_000,
  );
}

async function ask(worker: RunningWorker, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${worker.opsPort}${path}`);
  return { status: response.status, text: await response.text() };
}

test('a settled call is recorded, by a nudge or by the sweep alone, and the worker says that it is well', async () => {
  const { fixture, start } = await stage();
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const worker = await start();
  const connection = createProducerConnection(fixture.redisUrl, () => undefined);
  await vi.waitFor(() => expect(connection.status).toBe('ready'), 15_000);
  const queue = usageIngestQueue(connection, `${fixture.prefix}-queue`);
  cleanUps.push(async () => {
    await queue.close();
    connection.disconnect();
  });

  await settleEvents(fixture, [usageEvent(tenantId)]);
  await queue.enqueue([shardOf(tenantId)]);
  await recorded(fixture, tenantId, 1);
  await settleEvents(fixture, [usageEvent(tenantId)]);
  await recorded(fixture, tenantId, 2);

  expect(await ask(worker, '/health')).toMatchObject({ status: 200 });
  await vi.waitFor(async () => expect(await ask(worker, '/ready')).toMatchObject({ status: 200 }), 15_000);
  expect((await ask(worker, '/metrics')).text).toMatch(/^turnpike_usage_events_recorded_total\{kind="usage".*\} 2$/m);
  expect((await ask(worker, '/nothing')).status).toBe(404);
});

test('several workers share the work, and one that stops leaves no trace behind', async () => {
  const { fixture, start } = await stage();
  const tenants: string[] = [];
  for (let count = 0; count < 5; count++) tenants.push(await createTenant(fixture.pool, { grants: ['100'] }));
  const [first] = await Promise.all([start(), start()]);
  await vi.waitFor(async () => expect(await fixture.redis.hlen(fixture.keys.beats())).toBe(2), 15_000);
  for (let round = 0; round < 20; round++) {
    for (const tenantId of tenants) await settleEvents(fixture, [usageEvent(tenantId)]);
    if (round === 10) await first.stop();
  }
  for (const tenantId of tenants) await recorded(fixture, tenantId, 20);
  expect(await fixture.redis.hlen(fixture.keys.beats())).toBe(1);
});

test('an outbox row reaches Redis, and a raised epoch with it', async () => {
  const { fixture, start } = await stage();
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await start();
  await fixture.pool.query(`INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, 'balance.posted', $2)`, [
    newId(),
    { tenantId },
  ]);
  await vi.waitFor(
    async () => expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '5000000000' }),
    10_000,
  );
});

test('killed stores only pause the work', async () => {
  const server = await startTestRedis();
  cleanUps.push(() => server.stop());
  const { fixture, start } = await stage({ redisUrl: server.url });
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const worker = await start();
  await settleEvents(fixture, [usageEvent(tenantId)]);
  await recorded(fixture, tenantId, 1);

  await server.kill();
  await vi.waitFor(async () => expect(await ask(worker, '/ready')).toMatchObject({ status: 503 }), 10_000);
  expect(await ask(worker, '/health')).toMatchObject({ status: 200 });
  await server.restart();
  await settleEvents(fixture, [usageEvent(tenantId)]);
  await recorded(fixture, tenantId, 2);

  await fixture.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'turnpike-worker%'`,
  );
  await settleEvents(fixture, [usageEvent(tenantId)]);
  await recorded(fixture, tenantId, 3);
});
