import { testRedisUrl } from '@turnpike/testing/redis';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, expect, test, vi } from 'vitest';
import { createProducerConnection } from './producer-connection.js';
import { QUEUES, queueKeyPrefix } from './queue-names.js';
import { type UsageIngestPayload, usageIngestQueue, UsageIngestPayloadSchema } from './usage-ingest.queue.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function setUp() {
  const { url, keyPrefix } = testRedisUrl();
  const connection = createProducerConnection(url, () => undefined);
  await vi.waitFor(() => expect(connection.status).toBe('ready'), 15_000);
  const producer = usageIngestQueue(connection, keyPrefix);
  const inspector = new Queue(QUEUES.usageIngest, { connection, prefix: queueKeyPrefix(keyPrefix) });
  cleanUps.push(async () => connection.disconnect());
  cleanUps.push(async () => {
    await inspector.obliterate({ force: true });
    await inspector.close();
    await producer.close();
  });
  const startWorker = (process: (job: Job<UsageIngestPayload>) => Promise<void>) => {
    const own = new Redis(url, { maxRetriesPerRequest: null });
    const worker = new Worker<UsageIngestPayload>(QUEUES.usageIngest, process, {
      connection: own,
      prefix: queueKeyPrefix(keyPrefix),
    });
    worker.on('error', () => undefined);
    cleanUps.push(async () => {
      await worker.close();
      own.disconnect();
    });
    return worker;
  };
  return { producer, inspector, startWorker };
}

test('a shard that waits is queued once, whoever asks and however often', async () => {
  const { producer, inspector } = await setUp();
  await Promise.all([producer.enqueue([3, 7, 3]), producer.enqueue([7]), producer.enqueue([3])]);
  const waiting = await inspector.getWaiting();
  expect(waiting.map((job) => job.data.shard).sort()).toEqual([3, 7]);
});

test('asked for while its job runs, a shard runs once more afterwards', async () => {
  const { producer, startWorker } = await setUp();
  const started: number[] = [];
  const gate = Promise.withResolvers<void>();
  startWorker(async (job) => {
    started.push(job.data.shard);
    if (started.length === 1) await gate.promise;
  });
  await producer.enqueue([5]);
  await vi.waitFor(() => expect(started).toEqual([5]), 15_000);
  await producer.enqueue([5]);
  await producer.enqueue([5]);
  gate.resolve();
  await vi.waitFor(() => expect(started).toEqual([5, 5]), 15_000);
});

test('neither a failed job nor a finished one swallows the next add', async () => {
  const { producer, inspector, startWorker } = await setUp();
  let runs = 0;
  startWorker(async () => {
    runs += 1;
    if (runs === 1) throw new Error('first run fails');
  });
  for (const expected of [1, 2, 3]) {
    await producer.enqueue([9]);
    await vi.waitFor(() => expect(runs).toBe(expected), 15_000);
    await vi.waitFor(
      async () => expect(await inspector.getJobCounts('active', 'wait')).toEqual({ active: 0, wait: 0 }),
      15_000,
    );
  }
  expect(await inspector.getJobCounts('failed', 'completed')).toEqual({ failed: 0, completed: 0 });
});

test('with Redis away the add is refused at once', async () => {
  const connection = createProducerConnection('redis://127.0.0.1:1', () => undefined);
  cleanUps.push(async () => connection.disconnect());
  const producer = usageIngestQueue(connection, 'nowhere');
  await expect(producer.enqueue([1])).rejects.toThrow(/queue connection is/);
});

test('a shard outside 0 to 255 is no payload', () => {
  expect(UsageIngestPayloadSchema.safeParse({ shard: 255 }).success).toBe(true);
  expect(UsageIngestPayloadSchema.safeParse({ shard: 256 }).success).toBe(false);
  expect(UsageIngestPayloadSchema.safeParse({ shard: -1 }).success).toBe(false);
});
