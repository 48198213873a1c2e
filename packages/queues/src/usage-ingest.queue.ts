/**
 * The queue that says which shards have usage events to ingest. The events themselves stay in the shard's list: a job
 * is a nudge, may be lost or doubled without harm, and the worker's sweep repeats it.
 */
import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { QUEUES, queueKeyPrefix } from './queue-names.js';

/** One shard to drain, 0 to 255. */
export const UsageIngestPayloadSchema = z.object({ shard: z.number().int().min(0).max(255) });

export type UsageIngestPayload = z.infer<typeof UsageIngestPayloadSchema>;

/**
 * Nothing is kept: a job says nothing once it ran, and a kept one could swallow a later add. One attempt: the sweep is
 * the retry, without limit and with a fixed pause.
 */
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const satisfies JobsOptions;

/** The job's events are read by nobody; the stream is kept short. */
const EVENTS_KEPT = 100;

export interface UsageIngestQueue {
  /**
   * Asks for these shards to be drained: at most one job waits and one runs per shard, and one that is asked for while
   * its shard is being drained runs again afterwards. Rejects when Redis can't be reached; dropping that is harmless.
   */
  enqueueShards(shards: readonly number[]): Promise<void>;
  /** Leaves the connection open: it is its owner's. */
  close(): Promise<void>;
}

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function usageIngestQueue(connection: Redis, prefix: string): UsageIngestQueue {
  const queue = new Queue<UsageIngestPayload>(QUEUES.usageIngest, {
    connection,
    prefix: queueKeyPrefix(prefix),
    defaultJobOptions: JOB_OPTIONS,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // Connection errors reach the connection's own listener; here they must only not end the process.
  queue.on('error', () => undefined);
  return {
    enqueueShards: async (shards) => {
      if (shards.length === 0) return;
      if (connection.status !== 'ready') throw new Error(`queue connection is ${connection.status}`);
      await queue.addBulk([...new Set(shards)].map(drainJob));
    },
    close: () => queue.close(),
  };
}

function drainJob(shard: number) {
  const data = UsageIngestPayloadSchema.parse({ shard });
  return { name: 'drain', data, opts: { deduplication: { id: `shard-${shard}`, keepLastIfActive: true } } };
}
