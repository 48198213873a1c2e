import { newId } from '@turnpike/domain/ids';
import type { JobsQueue } from '@turnpike/queues/jobs.queue';
import type { MailPayload, MailQueue } from '@turnpike/queues/mail.queue';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createFixture, createTenant, type Fixture, grant, loadIntoRedis, redisMoney } from '../../test/fixture.js';
import { fanOutContext } from '../../test/webhooks.js';
import { BalanceRepost } from './balance-repost.js';
import { ChangeListener } from './change-listener.js';
import { deleteRelayed, relayOutbox } from './outbox-relay.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.pool.query('DELETE FROM outbox_messages'));

const running = new AbortController().signal;

/** Mails that reached the queue, by the id of their row. */
const queued = new Map<string, MailPayload>();
const mail: MailQueue = {
  enqueue: async (id, payload) => {
    queued.set(id, payload);
  },
  close: async () => undefined,
};
/** Jobs that workers were woken for. */
const woken: string[] = [];
const jobs: JobsQueue = {
  enqueue: async (jobIds) => void woken.push(...jobIds),
  close: async () => undefined,
};
const relay = () => ({ ...fixture.context, webhooks: fanOutContext(fixture), mail, jobs });

async function write(topic: string, payload: unknown): Promise<string> {
  const id = newId();
  await fixture.pool.query('INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, $2, $3)', [
    id,
    topic,
    payload,
  ]);
  return id;
}

async function unrelayed(): Promise<string[]> {
  const { rows } = await fixture.pool.query<{ id: string }>(
    'SELECT id FROM outbox_messages WHERE relayed_at IS NULL ORDER BY id',
  );
  return rows.map((row) => row.id);
}

test('a raised epoch and a new balance reach Redis, and the rows are marked', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await loadIntoRedis(fixture, tenantId);
  await grant(fixture.pool, tenantId, '2.5');
  await write('epoch.raised', { tenantId, epoch: '7' });
  await write('balance.posted', { tenantId });
  await relayOutbox(relay(), running);
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '7500000000', ver: '2', free: '7500000000' });
  expect(await fixture.redis.hget(fixture.keys.tenant(tenantId), 'epoch')).toBe('7');
  expect(await unrelayed()).toEqual([]);
});

test('what quotas and budgets have counted reaches Redis, in base units; a lower count changes nothing there', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await loadIntoRedis(fixture, tenantId);
  const start = new Date();
  const count = (scope: string, used: string, at = start) =>
    fixture.pool.query(
      `INSERT INTO quota_usage (tenant_id, scope, period_start, used) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, scope, period_start) DO UPDATE SET used = excluded.used`,
      [tenantId, scope, at, used],
    );
  const scopes = ['key:k:calls', 'm:key:k:spend'];
  await count('key:k:calls', '7');
  await count('key:k:calls', '99', new Date(start.getTime() - 86_400_000));
  await count('m:key:k:spend', '0.000000000001');
  await count('key:k:other', '3');
  await write('quotas.counted', { tenantId, scopes });
  await relayOutbox(relay(), running);
  await count('key:k:calls', '2');
  await write('quotas.counted', { tenantId, scopes });
  await relayOutbox(relay(), running);
  const known = await fixture.redis.hgetall(fixture.keys.tenant(tenantId));
  expect(Object.fromEntries(Object.entries(known).filter(([field]) => field.startsWith('Q:')))).toEqual({
    [`Q:key:k:calls:${start.getTime()}`]: '7',
    [`Q:m:key:k:spend:${start.getTime()}`]: '1',
  });
  expect(await unrelayed()).toEqual([]);
});

test('a worker is woken for a job that was made', async () => {
  const jobId = newId();
  await write('job.queued', { jobId });
  await relayOutbox(relay(), running);
  expect(woken).toEqual([jobId]);
  expect(await unrelayed()).toEqual([]);
});

test('several workers relay every row, and a repeated row changes nothing', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await loadIntoRedis(fixture, tenantId);
  for (let epoch = 2; epoch <= 250; epoch++) await write('epoch.raised', { tenantId, epoch });
  await Promise.all([1, 2, 3].map(() => relayOutbox(relay(), running)));
  // A worker leaves the rows another has locked to it, and one that rolls back leaves them to the next round.
  await relayOutbox(relay(), running);
  expect(await unrelayed()).toEqual([]);
  expect(await fixture.redis.hget(fixture.keys.tenant(tenantId), 'epoch')).toBe('250');
  await write('epoch.raised', { tenantId, epoch: 3 });
  await relayOutbox(relay(), running);
  expect(await fixture.redis.hget(fixture.keys.tenant(tenantId), 'epoch')).toBe('250');
});

test('a topic of a newer version waits for a newer worker; a payload nobody can read does not block', async () => {
  const unknown = await write('mail.queued', { to: 'someone' });
  await write('epoch.raised', { tenantId: 'nobody' });
  await relayOutbox(relay(), running);
  expect(await unrelayed()).toEqual([unknown]);
});

test('a mail is queued under the id of its row, and stays where it is while the queue can’t be reached', async () => {
  const payload = { template: 'password_changed', to: 'ada@example.com', name: 'Ada' };
  const id = await write('mail.requested', payload);
  const away: MailQueue = { ...mail, enqueue: () => Promise.reject(new Error('queue connection is end')) };
  await expect(relayOutbox({ ...relay(), mail: away }, running)).rejects.toThrow('queue connection');
  expect(await unrelayed()).toEqual([id]);
  await relayOutbox(relay(), running);
  expect(queued.get(id)).toEqual(payload);
  expect(await unrelayed()).toEqual([]);
});

test('with Redis away the rows stay as they are', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const id = await write('balance.posted', { tenantId });
  const redis = new Redis('redis://127.0.0.1:1', { enableOfflineQueue: false, retryStrategy: () => null });
  redis.on('error', () => undefined);
  await expect(relayOutbox({ ...relay(), redis }, running)).rejects.toThrow();
  redis.disconnect();
  expect(await unrelayed()).toEqual([id]);
});

test('rows relayed long ago are deleted, others are kept', async () => {
  const old = await write('epoch.raised', {});
  const recent = await write('epoch.raised', {});
  const waiting = await write('epoch.raised', {});
  await fixture.pool.query(`UPDATE outbox_messages SET relayed_at = now() - interval '4 days' WHERE id = $1`, [old]);
  await fixture.pool.query(`UPDATE outbox_messages SET relayed_at = now() WHERE id = $1`, [recent]);
  await deleteRelayed(fixture.pool);
  const { rows } = await fixture.pool.query<{ id: string }>('SELECT id FROM outbox_messages ORDER BY id');
  expect(rows.map((row) => row.id)).toEqual([recent, waiting]);
});

test('a Redis that went back in time gets its balances again, and the rollback is counted', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5', '2'] });
  const repost = new BalanceRepost(fixture.context);
  await repost.run();
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '7000000000', ver: '2' });
  expect((await fixture.context.metrics.balanceRollbacks.get()).values[0]?.value ?? 0).toBe(0);

  await fixture.redis.hset(fixture.keys.tenant(tenantId), 'posted', '5000000000', 'ver', '1');
  await repost.run();
  expect(await redisMoney(fixture, tenantId), 'without an outage nothing is posted').toMatchObject({ ver: '1' });
  repost.connectionLost();
  await repost.run();
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '7000000000', ver: '2', free: '7000000000' });
  expect((await fixture.context.metrics.balanceRollbacks.get()).values[0]?.value).toBe(1);
});

test('a notification is heard, also after the connection was cut', async () => {
  let heard = 0;
  const listener = new ChangeListener({
    url: fixture.databaseUrl,
    channel: 'turnpike_change',
    onChange: () => {
      heard += 1;
    },
    logger: fixture.context.logger,
  });
  listener.start();
  const heardAgain = async () => {
    const before = heard;
    await vi.waitFor(async () => {
      await fixture.pool.query(`NOTIFY turnpike_change`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(heard).toBeGreaterThan(before);
    }, 10_000);
  };
  await heardAgain();
  await fixture.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'turnpike-worker-listen' AND datname = current_database()`,
  );
  await heardAgain();
  await listener.stop();
});
