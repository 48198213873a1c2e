import { testRedisUrl } from '@turnpike/testing/redis';
import { UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, expect, test, vi } from 'vitest';
import { mailQueue } from './mail.queue.js';
import { createProducerConnection } from './producer-connection.js';
import { createQueueInspector, type QueueState } from './queue-inspector.js';
import { QUEUES, queueKeyPrefix, WORKER_METRICS } from './queue-names.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const MAIL = { template: 'password_changed', to: 'ada@example.com', name: 'Ada' } as const;
const ID = '01932f00-0000-7000-8000-000000000001';

async function setUp() {
  const { url, keyPrefix } = testRedisUrl();
  const inspector = createQueueInspector({ redisUrl: url, prefix: keyPrefix, onError: () => undefined });
  const connection = createProducerConnection(url, () => undefined);
  await vi.waitFor(() => expect(connection.status).toBe('ready'), 15_000);
  const mails = mailQueue(connection, keyPrefix);
  cleanUps.push(async () => {
    for (const queue of await inspector.open()) await queue.obliterate({ force: true });
    await inspector.close();
    await mails.close();
    connection.disconnect();
  });
  const startWorker = (work: () => Promise<void>) => {
    const own = new Redis(url, { maxRetriesPerRequest: null });
    const options = { connection: own, prefix: queueKeyPrefix(keyPrefix), metrics: WORKER_METRICS };
    const worker = new Worker(QUEUES.mail, work, options);
    worker.on('error', () => undefined);
    cleanUps.push(async () => {
      await worker.close();
      own.disconnect();
    });
    return worker;
  };
  const readMail = async () => (await inspector.read()).find(({ name }) => name === QUEUES.mail) as QueueState;
  return { inspector, mails, startWorker, readMail };
}

test('tells of every queue, of one that never had a job too', async () => {
  const { inspector } = await setUp();
  const states = await inspector.read();
  expect(states.map(({ name }) => name)).toEqual(Object.values(QUEUES));
  expect(states[0]).toEqual({
    name: QUEUES.usageIngest,
    workers: 0,
    waiting: 0,
    active: 0,
    delayed: 0,
    failed: 0,
    completedLastHour: null,
    failedLastHour: null,
    oldestWaitingAt: null,
    failures: [],
  });
});

test('says how many wait and since when', async () => {
  const { mails, readMail } = await setUp();
  const before = Date.now();
  await mails.enqueue(ID, MAIL);
  await mails.enqueue(ID.replace(/1$/, '2'), MAIL);
  const state = await readMail();
  expect(state.waiting).toBe(2);
  expect(state.oldestWaitingAt?.getTime()).toBeGreaterThanOrEqual(before);
});

test('shows why a job failed, without addresses, and has it tried again', async () => {
  const { inspector, mails, startWorker, readMail } = await setUp();
  let refuse = true;
  startWorker(async () => {
    if (refuse) throw new UnrecoverableError('550 <ada@example.com>: unknown');
  });
  await mails.enqueue(ID, MAIL);
  await vi.waitFor(async () => expect((await readMail()).failed).toBe(1), 15_000);
  const failed = await readMail();
  expect(failed.failures).toMatchObject([{ id: ID, reason: '550 <[address]>: unknown', attempts: 1 }]);
  expect([failed.completedLastHour, failed.failedLastHour, failed.workers]).toEqual([0, 1, 1]);
  refuse = false;
  expect(await inspector.retryFailed(QUEUES.mail)).toBe(1);
  await vi.waitFor(async () => expect(await readMail()).toMatchObject({ failed: 0, completedLastHour: 1 }), 15_000);
});

test('says at once that Redis is away', async () => {
  const inspector = createQueueInspector({ redisUrl: 'redis://127.0.0.1:1', prefix: 'x', onError: () => undefined });
  cleanUps.push(() => inspector.close());
  await expect(inspector.read()).rejects.toThrow('can not be reached');
});
