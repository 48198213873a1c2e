/**
 * The queue that wakes a worker for a job. What is to be done is in the job's row, and so is whether it is still to be
 * done: a wake-up may be lost or doubled without harm, and the worker's sweep repeats it.
 */
import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { QUEUES, queueKeyPrefix } from './queue-names.js';

/** The job to look at; a bare uuid. */
export const JobPayloadSchema = z.object({ jobId: z.uuid() });

export type JobPayload = z.infer<typeof JobPayloadSchema>;

/** Nothing is kept: a kept one would swallow the next wake-up for the same job. */
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const satisfies JobsOptions;

/** The queue's events are read by nobody; the stream is kept short. */
const EVENTS_KEPT = 100;

export interface JobsQueue {
  /** Wakes workers for these jobs, each at most once at a time. Rejects when Redis can't be reached. */
  enqueue(jobIds: readonly string[]): Promise<void>;
  /** Leaves the connection open: it is its owner's. */
  close(): Promise<void>;
}

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function jobsQueue(connection: Redis, prefix: string): JobsQueue {
  const queue = new Queue<JobPayload>(QUEUES.jobs, {
    connection,
    prefix: queueKeyPrefix(prefix),
    defaultJobOptions: JOB_OPTIONS,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // Connection errors reach the connection's own listener; here they must only not end the process.
  queue.on('error', () => undefined);
  return {
    enqueue: async (jobIds) => {
      if (jobIds.length === 0) return;
      if (connection.status !== 'ready') throw new Error(`queue connection is ${connection.status}`);
      await queue.addBulk(jobIds.map((jobId) => ({ name: 'run', data: { jobId }, opts: { jobId } })));
    },
    close: () => queue.close(),
  };
}
