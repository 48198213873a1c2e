/**
 * The queue of mails to send. A job carries what fills the template and whom it is for; the secret of a link is not in
 * it. Its id is the outbox row's, so that a row that is relayed twice is one mail.
 */
import { type Mail, MailSchema } from '@turnpike/contracts/mail';
import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { QUEUES, queueKeyPrefix } from './queue-names.js';

/** A mail of the contracts. */
export const MailPayloadSchema: z.ZodType<Mail> = MailSchema;

export type MailPayload = Mail;

const HOUR_S = 3_600;

/**
 * The pause doubles from five seconds: fourteen attempts take eleven hours. What was sent is kept for an hour, or a row
 * relayed again would be a second mail; what could not be sent, for a week, for people to look at.
 */
const JOB_OPTIONS = {
  attempts: 14,
  backoff: { type: 'exponential', delay: 5_000, jitter: 0.2 },
  removeOnComplete: { age: HOUR_S },
  removeOnFail: { age: 7 * 24 * HOUR_S },
} as const satisfies JobsOptions;

/** The job's events are read by nobody; the stream is kept short. */
const EVENTS_KEPT = 100;

export interface MailQueue {
  /** Has a mail sent; once per id (a uuid). Rejects when Redis can't be reached. */
  enqueue(id: string, mail: MailPayload): Promise<void>;
  /** Leaves the connection open: it is its owner's. */
  close(): Promise<void>;
}

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function mailQueue(connection: Redis, prefix: string): MailQueue {
  const queue = new Queue<MailPayload>(QUEUES.mail, {
    connection,
    prefix: queueKeyPrefix(prefix),
    defaultJobOptions: JOB_OPTIONS,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // Connection errors reach the connection's own listener; here they must only not end the process.
  queue.on('error', () => undefined);
  return {
    enqueue: async (id, mail) => {
      if (connection.status !== 'ready') throw new Error(`queue connection is ${connection.status}`);
      await queue.add('send', MailPayloadSchema.parse(mail), { jobId: id });
    },
    close: () => queue.close(),
  };
}
