import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QUEUES, WORKER_METRICS } from '@turnpike/queues/queue-names';
import { type UsageIngestPayload, UsageIngestPayloadSchema } from '@turnpike/queues/usage-ingest.queue';
import type { Job } from 'bullmq';
import { WORKER_RUNTIME, type WorkerRuntime } from '../process/worker-runtime.js';
import { drainShard } from './drain-shard.js';

/**
 * A lock that is short, and renewed while the job runs: after a kill -9 another worker takes the shard within seconds. A
 * job may stall as often as workers are killed; running it twice is harmless.
 */
const WORKER_OPTIONS = {
  concurrency: 8,
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: 1_000_000,
  metrics: WORKER_METRICS,
};

/** Drains the shard a job names. */
@Processor(QUEUES.usageIngest, WORKER_OPTIONS)
export class UsageIngestProcessor extends WorkerHost {
  readonly #runtime: WorkerRuntime;

  constructor(@Inject(WORKER_RUNTIME) runtime: WorkerRuntime) {
    super();
    this.#runtime = runtime;
  }

  async process(job: Job<UsageIngestPayload>): Promise<void> {
    const { shard } = UsageIngestPayloadSchema.parse(job.data);
    await drainShard(this.#runtime.drain, shard, this.#runtime.stopping.signal);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<UsageIngestPayload> | undefined, error: Error): void {
    this.#runtime.drain.metrics.ingestFailures.inc();
    this.#runtime.logger.warn({ shard: job?.data.shard, err: error }, 'drain failed, will be asked for again');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.#runtime.logger.warn({ err: error }, 'queue error');
  }
}
