import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, type Fixture, makeTenant, member } from '../../test/fixture.js';
import type { ManagementContext } from '../management-context.js';
import { listQueues } from './list-queues.use-case.js';
import type { QueueFigures, QueuesPort } from './queues-port.js';
import { retryFailedJobs } from './retry-failed-jobs.use-case.js';

let fixture: Fixture;
let context: ManagementContext;
const failedAt = new Date('2026-11-20T12:00:00Z');
const retried: string[] = [];

const figures = (name: string): QueueFigures => ({
  name,
  workers: 1,
  waiting: 2,
  active: 0,
  delayed: 0,
  failed: 1,
  completedLastHour: 9,
  failedLastHour: null,
  oldestWaitingAt: failedAt,
  failures: [{ id: '1', reason: 'refused', attempts: 3, failedAt }],
});

const port: QueuesPort = {
  read: async () => ['usage-ingest', 'mail'].map(figures),
  retryFailed: async (name) => (name === 'mail' ? retried.push(name) : null),
};

beforeAll(async () => {
  fixture = await createFixture();
  context = { ...fixture.context, queues: port };
});
afterAll(() => fixture.close());

test('shows what the queue knows and what the database holds ready', async () => {
  const createdAt = new Date('2026-11-20T11:00:00Z');
  const row = { topic: 'mail.requested', payload: {}, createdAt };
  await context.db.prisma.outboxMessage.createMany({
    data: [
      { ...row, id: newId() },
      { ...row, id: newId(), relayedAt: new Date() },
    ],
  });
  const { queues } = await listQueues(context, ADMIN);
  expect(queues.map(({ name, backlog }) => [name, backlog])).toEqual([
    ['usage-ingest', null],
    ['mail', { count: 1, oldestAt: createdAt.toISOString() }],
  ]);
  expect(queues[1]).toMatchObject({
    waiting: 2,
    oldestWaitingAt: failedAt.toISOString(),
    failures: [{ reason: 'refused', failedAt: failedAt.toISOString() }],
  });
});

test('has failed jobs tried again, on record', async () => {
  expect(await retryFailedJobs(context, ADMIN, { name: 'mail' })).toEqual({ retried: 1 });
  expect(retried).toEqual(['mail']);
  const entries = await context.db.prisma.auditEntry.findMany({ where: { action: 'queue.retry' } });
  expect(entries).toMatchObject([{ tenantId: null, resourceId: null, detail: { queue: 'mail', retried: 1 } }]);
});

test('knows no queue of another name', async () => {
  await expectRefusal(retryFailedJobs(context, ADMIN, { name: 'other' }), 'not_found');
  expect(await context.db.prisma.auditEntry.count({ where: { action: 'queue.retry' } })).toBe(1);
});

test('is not for members', async () => {
  const owner = member((await makeTenant(context)).id);
  await expectRefusal(listQueues(context, owner), 'forbidden');
  await expectRefusal(retryFailedJobs(context, owner, { name: 'mail' }), 'forbidden');
});

test('says so when the queues can’t be reached, or never can', async () => {
  const away = async () => Promise.reject(new Error('away'));
  await expectRefusal(
    listQueues({ ...context, queues: { read: away, retryFailed: away } }, ADMIN),
    'store_unavailable',
  );
  await expectRefusal(listQueues({ ...context, queues: null }, ADMIN), 'invalid_state');
});
