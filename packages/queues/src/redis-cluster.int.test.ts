/** The queues on a real Redis Cluster: one key's slot moves to a replica, and jobs are made and worked off again. */
import { openRedis } from '@turnpike/limits/redis-connection';
import { TestCluster } from '@turnpike/testing/redis-cluster';
import { until } from '@turnpike/testing/until';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProducerConnection } from './producer-connection.js';
import { createQueueInspector } from './queue-inspector.js';
import { QUEUES, queueKeyPrefix } from './queue-names.js';
import { type UsageIngestQueue, usageIngestQueue } from './usage-ingest.queue.js';

const PREFIX = 'on-a-cluster';
const cluster = new TestCluster();
let connections: { producer: Redis; worker: Redis };
let shards: UsageIngestQueue;
let worker: Worker;
const worked: number[] = [];

beforeAll(async () => {
  await cluster.start();
  connections = {
    producer: createProducerConnection(cluster.url, () => undefined),
    worker: openRedis(cluster.url, { maxRetriesPerRequest: null }),
  };
  connections.worker.on('error', () => undefined);
  await until(() => connections.producer.status === 'ready', 'the producer to be connected');
  shards = usageIngestQueue(connections.producer, PREFIX);
  const options = { connection: connections.worker, prefix: queueKeyPrefix(PREFIX) };
  worker = new Worker(QUEUES.usageIngest, async ({ data }) => void worked.push(data.shard), options);
  worker.on('error', () => undefined);
}, 30_000);
afterAll(async () => {
  await worker.close(true);
  await shards.close();
  for (const connection of Object.values(connections)) connection.disconnect();
  await cluster.stop();
});

test('jobs are worked off, and told of', async () => {
  await shards.enqueue([3, 7]);
  await until(() => worked.length === 2, 'both shards to be worked off');
  expect(worked.toSorted()).toEqual([3, 7]);
  const inspector = createQueueInspector({ redisUrl: cluster.url, prefix: PREFIX, onError: () => undefined });
  const states = await inspector.read();
  await inspector.close();
  expect(states.find(({ name }) => name === QUEUES.usageIngest)).toMatchObject({ workers: 1, waiting: 0, active: 0 });
});

test('and again when the primary that held them has died', async () => {
  await cluster.killPrimaryOf(`${queueKeyPrefix(PREFIX)}:${QUEUES.usageIngest}:id`);
  await until(async () => {
    await shards.enqueue([9]).catch(() => undefined);
    return worked.includes(9);
  }, 'a job of after the failover to be worked off');
}, 30_000);
