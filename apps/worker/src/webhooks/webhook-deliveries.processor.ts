import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QUEUES, WORKER_METRICS } from '@turnpike/queues/queue-names';
import { type DeliveryLanePayload, DeliveryLanePayloadSchema } from '@turnpike/queues/webhook-deliveries.queue';
import type { Job } from 'bullmq';
import { WORKER_RUNTIME, type WorkerRuntime } from '../process/worker-runtime.js';
import { deliverLane } from './deliver-lane.js';

/**
 * Many lanes at once, for most of the time is spent waiting for receivers. The lock is short, and renewed while the job
 * runs: after a kill -9 another worker takes the lane within seconds, and running it twice is harmless.
 */
const WORKER_OPTIONS = {
  concurrency: 64,
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: 1_000_000,
  metrics: WORKER_METRICS,
};

/** Delivers what is due of the lane a job names. */
@Processor(QUEUES.webhookDeliveries, WORKER_OPTIONS)
export class WebhookDeliveriesProcessor extends WorkerHost {
  readonly #runtime: WorkerRuntime;

  constructor(@Inject(WORKER_RUNTIME) runtime: WorkerRuntime) {
    super();
    this.#runtime = runtime;
  }

  async process(job: Job<DeliveryLanePayload>): Promise<void> {
    const { lane } = DeliveryLanePayloadSchema.parse(job.data);
    const { webhooks, stopping } = this.#runtime;
    const isUnfinished = await deliverLane(webhooks.delivery, lane, stopping.signal);
    // Without Redis the sweep does it.
    if (isUnfinished) await webhooks.queue.enqueue([lane]).catch(() => undefined);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<DeliveryLanePayload> | undefined, error: Error): void {
    this.#runtime.logger.warn({ lane: job?.data.lane, err: error }, 'lane of webhooks failed, will be asked for again');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.#runtime.logger.warn({ err: error }, 'queue error');
  }
}
