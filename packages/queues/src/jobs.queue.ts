/**
 * The queue that wakes a worker for a job. What is to be done is in the job's row, and so is whether it is still to be
 * done: a wake-up may be lost or doubled without harm, and the worker's sweep repeats it.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { QUEUES } from './queue-names.js';
import { type WakeUpQueue, wakeUpQueue } from './wake-up-queue.js';

/** The job to look at; a bare uuid. */
export const JobPayloadSchema = z.object({ jobId: z.uuid() });

export type JobPayload = z.infer<typeof JobPayloadSchema>;

/** By the jobs' bare ids. */
export type JobsQueue = WakeUpQueue<string>;

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function jobsQueue(connection: Redis, prefix: string): JobsQueue {
  return wakeUpQueue(connection, {
    prefix,
    name: QUEUES.jobs,
    payloadOf: (jobId) => JobPayloadSchema.parse({ jobId }),
  });
}
