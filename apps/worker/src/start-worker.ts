import 'reflect-metadata';
import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import type { WorkerConfig } from '@turnpike/config/worker';
import type { Redis } from 'ioredis';
import { createOperationsServer } from '@turnpike/telemetry/operations-server';
import { Readiness } from './operations/readiness.js';
import { createWorkerRuntime } from './process/worker-runtime.js';
import { WorkerModule } from './worker.module.js';

export interface RunningWorker {
  /** Where the operations server listens. */
  opsPort: number;
  /** Ends the batch in hand, then everything else; once, however often it is called. */
  stop(): Promise<void>;
}

/** How long the start waits for Redis, so that an ordinary one begins without a line of failures. */
const CONNECT_WITHIN_MS = 2_000;

/** Starts a worker. Neither store need be up: what needs them waits and tries again. */
export async function startWorker(config: WorkerConfig): Promise<RunningWorker> {
  const runtime = createWorkerRuntime(config);
  const { logger, registry: metrics, drain, stopping } = runtime;
  await Promise.all([drain.redis, runtime.telemetry.redis].map(connected));
  const app = await NestFactory.createApplicationContext(WorkerModule.forRuntime(runtime), {
    logger: ['error', 'fatal'],
  });
  const readiness = new Readiness({ pool: drain.pool, redis: drain.redis, stopping: stopping.signal });
  const operations = createOperationsServer({ readiness, metrics, logger });
  operations.listen({ port: config.opsPort, host: config.host });
  await once(operations, 'listening');
  const address = operations.address();
  const opsPort = typeof address === 'object' && address !== null ? address.port : config.opsPort;
  logger.info({ opsPort }, 'worker started');
  const stop = async () => {
    await app.close();
    operations.closeAllConnections();
    operations.close();
    const { queue, mailQueue, jobs, webhooks } = runtime;
    await Promise.allSettled([queue, mailQueue, jobs.queue, webhooks.queue].map((producer) => producer.close()));
    await runtime.close();
    logger.info('worker stopped');
  };
  let stopped: Promise<void> | null = null;
  return { opsPort, stop: () => (stopped ??= stop()) };
}

async function connected(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await once(redis, 'ready', { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) }).catch(() => undefined);
}
