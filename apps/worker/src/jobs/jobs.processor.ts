import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { type JobPayload, JobPayloadSchema } from '@turnpike/queues/jobs.queue';
import { QUEUES, WORKER_METRICS } from '@turnpike/queues/queue-names';
import type { Job } from 'bullmq';
import { WORKER_RUNTIME, type WorkerRuntime } from '../process/worker-runtime.js';

/** A short lock, renewed while the job runs: whose job it is, its row says; a wake-up of a dead worker is soon another's. */
const WORKER_OPTIONS = {
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: 1_000_000,
  metrics: WORKER_METRICS,
};

/** Runs the job that a wake-up names; the wake-up is over with the run. */
@Processor(QUEUES.jobs, WORKER_OPTIONS)
export class JobsProcessor extends WorkerHost implements OnApplicationBootstrap {
  readonly #runtime: WorkerRuntime;

  constructor(@Inject(WORKER_RUNTIME) runtime: WorkerRuntime) {
    super();
    this.#runtime = runtime;
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.#runtime.config.jobConcurrency;
  }

  async process(job: Job<JobPayload>): Promise<void> {
    const { jobId } = JobPayloadSchema.parse(job.data);
    await this.#runtime.jobs.runner.run(jobId);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<JobPayload> | undefined, error: Error): void {
    this.#runtime.logger.warn({ jobId: job?.data.jobId, err: error }, 'job not begun, the sweep asks again');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.#runtime.logger.warn({ err: error }, 'queue error');
  }
}
