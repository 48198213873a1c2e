/**
 * The queue that wakes a worker for a lane of webhook deliveries: an endpoint's, or all callbacks of a tenant. What is due
 * and what was tried stands in PostgreSQL; a wake-up may be lost or doubled without harm, and the worker's sweep repeats it.
 */
import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { QUEUES, queueKeyPrefix } from './queue-names.js';

/** The lane with deliveries due: the bare id of an endpoint, or of a tenant for its callbacks. */
export const DeliveryLanePayloadSchema = z.object({ lane: z.uuid() });

export type DeliveryLanePayload = z.infer<typeof DeliveryLanePayloadSchema>;

/** Nothing is kept: a job says nothing once it ran, and the sweep is the retry. */
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const satisfies JobsOptions;

/** The queue's events are read by nobody; the stream is kept short. */
const EVENTS_KEPT = 100;

export interface WebhookDeliveriesQueue {
  /**
   * Wakes workers for these lanes: at most one job waits and one runs per lane, and one that is asked for while its lane
   * is being worked on runs again afterwards. Rejects when Redis can't be reached; dropping that is harmless.
   */
  enqueueLanes(lanes: readonly string[]): Promise<void>;
  /** Leaves the connection open: it is its owner's. */
  close(): Promise<void>;
}

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function webhookDeliveriesQueue(connection: Redis, prefix: string): WebhookDeliveriesQueue {
  const queue = new Queue<DeliveryLanePayload>(QUEUES.webhookDeliveries, {
    connection,
    prefix: queueKeyPrefix(prefix),
    defaultJobOptions: JOB_OPTIONS,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // Connection errors reach the connection's own listener; here they must only not end the process.
  queue.on('error', () => undefined);
  return {
    enqueueLanes: async (lanes) => {
      if (lanes.length === 0) return;
      if (connection.status !== 'ready') throw new Error(`queue connection is ${connection.status}`);
      await queue.addBulk([...new Set(lanes)].map(laneJob));
    },
    close: () => queue.close(),
  };
}

function laneJob(lane: string) {
  const data = DeliveryLanePayloadSchema.parse({ lane });
  return { name: 'deliver', data, opts: { deduplication: { id: `lane-${lane}`, keepLastIfActive: true } } };
}
