/** What the worker's parts are made of: connections, counters, log. Built once from the configuration. */
import type { WorkerConfig } from '@turnpike/config/worker';
import { createDatabase, type Database } from '@turnpike/db/client';
import { KeySpace } from '@turnpike/limits/keys';
import { type MailQueue, mailQueue } from '@turnpike/queues/mail.queue';
import { createProducerConnection } from '@turnpike/queues/producer-connection';
import { type UsageIngestQueue, usageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import { createLogger, type Logger } from '@turnpike/telemetry/logger';
import { createMetricsRegistry, type Registry } from '@turnpike/telemetry/metrics';
import { throttled } from '@turnpike/telemetry/throttled';
import type { Redis } from 'ioredis';
import { createWorkerMetrics } from '../operations/worker-metrics.js';
import type { DrainContext } from '../usage/drain-shard.js';
import { KeyUses } from '../usage/key-uses.js';
import { PostedVersions } from '../usage/posted-versions.js';
import { createJobRuntime, type JobRuntime } from '../jobs/job-runtime.js';
import { createWebhookRuntime, type WebhookRuntime } from '../webhooks/webhook-runtime.js';
import { createQueueConnection, createStoreConnection } from './redis-clients.js';

/** Nest's token for the {@link WorkerRuntime}. */
export const WORKER_RUNTIME = Symbol('worker runtime');

export interface WorkerRuntime {
  config: WorkerConfig;
  logger: Logger;
  registry: Registry;
  /** What draining needs; the other money work takes its parts from here. */
  drain: DrainContext;
  /** Connections of the telemetry lane: none of the money lane's. */
  telemetry: { database: Database; redis: Redis };
  queue: UsageIngestQueue;
  mailQueue: MailQueue;
  jobs: JobRuntime;
  webhooks: WebhookRuntime;
  queueConnection: Redis;
  /** Aborts when the process is asked to stop. */
  stopping: AbortController;
  /** Ends every connection; call it last. */
  close(): Promise<void>;
}

/** Eight drains, the relay, the reaper and the probes, each with a connection at a time. */
const MONEY_POOL_SIZE = 14;
const TELEMETRY_POOL_SIZE = 1;

/** Opens nothing that fails when a store is down: connections are made, and made again, in the background. */
export function createWorkerRuntime(config: WorkerConfig): WorkerRuntime {
  const logger = createLogger({ name: 'worker', level: config.logLevel });
  const registry = createMetricsRegistry('worker');
  const report = throttled(
    (error, context) => logger.warn({ err: error, context }, 'connection failed'),
    REPORT_EVERY_MS,
  );
  const reportRedis = (error: Error) => report(error, 'redis');
  const reportDatabase = (error: Error) => report(error, 'database');
  const database = createDatabase({
    url: config.databaseUrl,
    poolSize: MONEY_POOL_SIZE,
    applicationName: 'turnpike-worker',
    onConnectionError: reportDatabase,
  });
  const telemetryDatabase = createDatabase({
    url: config.databaseUrl,
    poolSize: TELEMETRY_POOL_SIZE,
    applicationName: 'turnpike-worker-telemetry',
    onConnectionError: reportDatabase,
  });
  const redis = createStoreConnection(config.redisUrl, reportRedis);
  const telemetryRedis = createStoreConnection(config.redisUrl, reportRedis);
  const queueConnection = createQueueConnection(config.redisUrl, reportRedis);
  const producerConnection = createProducerConnection(config.redisUrl, reportRedis);
  const queue = usageIngestQueue(producerConnection, config.queuePrefix);
  const keys = new KeySpace(config.redisPrefix);
  const metrics = createWorkerMetrics(registry);
  const producer = producerConnection;
  const jobs = createJobRuntime(config, { ingest: queue, producer, metrics, registry, logger });
  const webhooks = createWebhookRuntime(config, { producer, metrics, logger, onConnectionError: reportDatabase });
  return {
    config,
    logger,
    registry,
    drain: {
      pool: database.pool,
      redis,
      keys,
      versions: new PostedVersions(),
      keyUses: new KeyUses(),
      metrics,
      logger,
    },
    telemetry: { database: telemetryDatabase, redis: telemetryRedis },
    queue,
    mailQueue: mailQueue(producerConnection, config.queuePrefix),
    webhooks,
    jobs,
    queueConnection,
    stopping: new AbortController(),
    close: async () => {
      await Promise.all([jobs.corridor.close(), webhooks.close()]);
      for (const connection of [redis, telemetryRedis, queueConnection, producerConnection]) connection.disconnect();
      await Promise.all([database.close(), telemetryDatabase.close()]);
    },
  };
}

/** Connections fail together and try again every other second: one line in a while says it all. */
const REPORT_EVERY_MS = 30_000;
