import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queueKeyPrefix } from './queue-names.js';

/**
 * Nothing is kept: a job says nothing once it ran, and a kept one could swallow a later add. One attempt: the sweep is
 * the retry, without limit and with a fixed pause.
 */
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const satisfies JobsOptions;

/** The queue's events are read by nobody; the stream is kept short. */
const EVENTS_KEPT = 100;

/** A queue that only says where there is work: what the work is stands elsewhere, and a sweep repeats lost wake-ups. */
export interface WakeUpQueue<Place> {
  /**
   * Asks for these to be worked off: at most one job waits and one runs for each, and one that is asked for while it is
   * being worked on runs again afterwards. Rejects when Redis can't be reached; dropping that is harmless.
   */
  enqueue(places: readonly Place[]): Promise<void>;
  /** Leaves the connection open: it is its owner's. */
  close(): Promise<void>;
}

export interface WakeUpQueueOptions<Place, Payload> {
  /** The deployment's QUEUE_PREFIX. */
  prefix: string;
  name: string;
  /** What the worker is told of a place. */
  payloadOf: (place: Place) => Payload;
}

/** A producer over a connection of {@link createProducerConnection}. */
export function wakeUpQueue<Place extends string | number, Payload>(
  connection: Redis,
  { prefix, name, payloadOf }: WakeUpQueueOptions<Place, Payload>,
): WakeUpQueue<Place> {
  const queue = new Queue(name, {
    connection,
    prefix: queueKeyPrefix(prefix),
    defaultJobOptions: JOB_OPTIONS,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  // Connection errors reach the connection's own listener; here they must only not end the process.
  queue.on('error', () => undefined);
  const jobOf = (place: Place) => ({
    name: 'wake-up',
    data: payloadOf(place),
    opts: { deduplication: { id: `wake-up-${place}`, keepLastIfActive: true } },
  });
  return {
    enqueue: async (places) => {
      if (places.length === 0) return;
      if (connection.status !== 'ready') throw new Error(`queue connection is ${connection.status}`);
      await queue.addBulk([...new Set(places)].map(jobOf));
    },
    close: () => queue.close(),
  };
}
