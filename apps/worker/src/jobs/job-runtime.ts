/** What runs jobs in this worker: the corridor, the runner over it, and the queue that wakes workers. */
import type { WorkerConfig } from '@turnpike/config/worker';
import { type JobsQueue, jobsQueue } from '@turnpike/queues/jobs.queue';
import type { UsageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import type { Logger } from '@turnpike/telemetry/logger';
import { registerGauge, type Registry } from '@turnpike/telemetry/metrics';
import type { Redis } from 'ioredis';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import { createJobCorridor, type JobCorridor } from './job-corridor.js';
import { JobRunner } from './job-runner.js';

export interface JobRuntime {
  corridor: JobCorridor;
  runner: JobRunner;
  queue: JobsQueue;
}

/** What it shares with the rest of the worker. */
export interface SharedParts {
  ingest: UsageIngestQueue;
  /** Of the queues. */
  producer: Redis;
  metrics: WorkerMetrics;
  registry: Registry;
  logger: Logger;
}

/** Opens nothing that fails when a store is down. */
export function createJobRuntime(config: WorkerConfig, shared: SharedParts): JobRuntime {
  const { ingest, producer, metrics, registry, logger } = shared;
  const corridor = createJobCorridor(config, ingest, logger);
  const { pool, isReady } = corridor;
  const { jobConcurrency: concurrency, jobTimeoutMs: timeoutMs, jobResultTtlMs: resultTtlMs } = config;
  const runner = new JobRunner({ pool, corridor, isReady, concurrency, timeoutMs, resultTtlMs, metrics, logger });
  registerGauge(registry, {
    name: 'turnpike_open_calls',
    help: 'Calls for which this process holds money or a slot',
    read: () => corridor.presence.openCalls,
  });
  registerGauge(registry, {
    name: 'turnpike_unconfirmed_usage_events',
    help: 'Usage events this process keeps until a worker has committed them',
    read: () => corridor.settlements.unconfirmed,
  });
  return { corridor, runner, queue: jobsQueue(producer, config.queuePrefix) };
}
