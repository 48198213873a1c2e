/**
 * The queue that says which shards have usage events to ingest. The events themselves stay in the shard's list: a job
 * is a nudge, may be lost or doubled without harm, and the worker's sweep repeats it.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { QUEUES } from './queue-names.js';
import { type WakeUpQueue, wakeUpQueue } from './wake-up-queue.js';

/** One shard to drain, 0 to 255. */
export const UsageIngestPayloadSchema = z.object({ shard: z.number().int().min(0).max(255) });

export type UsageIngestPayload = z.infer<typeof UsageIngestPayloadSchema>;

/** By shard. */
export type UsageIngestQueue = WakeUpQueue<number>;

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function usageIngestQueue(connection: Redis, prefix: string): UsageIngestQueue {
  const payloadOf = (shard: number) => UsageIngestPayloadSchema.parse({ shard });
  return wakeUpQueue(connection, { prefix, name: QUEUES.usageIngest, payloadOf });
}
