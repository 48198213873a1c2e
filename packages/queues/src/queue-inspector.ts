/**
 * Looks into every queue, for people who run the platform, and has failed jobs tried again. Opens its own connection on
 * the first question, so that a process in which nobody asks pays nothing.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { createInspectorConnection } from './producer-connection.js';
import { lastHour } from './last-hour.js';
import { QUEUES, type QueueName, queueKeyPrefix } from './queue-names.js';
import { withoutAddresses } from './without-addresses.js';

/** A job that is given up: why, and after how many attempts. `reason` holds no mail address. */
export interface FailedJob {
  id: string;
  reason: string;
  attempts: number;
  failedAt: Date;
}

/** A queue now. The last hour's counts are null until a worker has counted any. */
export interface QueueState {
  name: QueueName;
  workers: number;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  completedLastHour: number | null;
  failedLastHour: number | null;
  /** When the job that waits longest was added; null when none waits. */
  oldestWaitingAt: Date | null;
  /** Newest first, ten at most. */
  failures: FailedJob[];
}

export interface QueueInspector {
  /** Every queue, in the order of {@link QUEUES}. Rejects when Redis can't be reached. */
  read(): Promise<QueueState[]>;
  /** Has every failed job of a queue tried once more; answers how many there were. Rejects when Redis can't be reached. */
  retryFailed(name: QueueName): Promise<number>;
  /** BullMQ's own queues, for a board over them. Resolves once Redis can be reached. */
  open(): Promise<readonly Queue[]>;
  close(): Promise<void>;
}

export interface QueueInspectorOptions {
  redisUrl: string;
  /** The deployment's QUEUE_PREFIX. */
  prefix: string;
  /** Hears of every failure of the connection. */
  onError: (error: Error) => void;
}

const FAILURES_SHOWN = 10;
const REASON_CHARS = 500;
const CONNECT_TIMEOUT_MS = 2_000;

/** Nothing is opened before the first question. */
export function createQueueInspector(options: QueueInspectorOptions): QueueInspector {
  let opened: { connection: Redis; queues: Queue[] } | null = null;
  const open = async (): Promise<Queue[]> => {
    opened ??= openQueues(options);
    await whenReady(opened.connection);
    return opened.queues;
  };
  return {
    open,
    read: async () => Promise.all((await open()).map(readQueue)),
    retryFailed: async (name) => {
      const queue = (await open()).find((candidate) => candidate.name === name) as Queue;
      const failed = await queue.getFailedCount();
      await queue.retryJobs({ state: 'failed' });
      return failed;
    },
    close: async () => {
      if (opened === null) return;
      const { connection, queues } = opened;
      opened = null;
      await Promise.all(queues.map((queue) => queue.close().catch(() => undefined)));
      connection.disconnect();
    },
  };
}

function openQueues({ redisUrl, prefix, onError }: QueueInspectorOptions): { connection: Redis; queues: Queue[] } {
  const connection = createInspectorConnection(redisUrl, onError);
  const queues = Object.values(QUEUES).map((name) => {
    // Its producer has written down how the queue is kept; this one only looks.
    const queue = new Queue(name, { connection, prefix: queueKeyPrefix(prefix), skipMetasUpdate: true });
    queue.on('error', () => undefined);
    return queue;
  });
  return { connection, queues };
}

/** The connection refuses commands until it is up, and a question may be what opened it. */
async function whenReady(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return;
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(() => ready.reject(new Error('the queues’ Redis can not be reached')), CONNECT_TIMEOUT_MS);
  connection.once('ready', ready.resolve);
  await ready.promise.finally(() => {
    clearTimeout(timer);
    connection.off('ready', ready.resolve);
  });
}

async function readQueue(queue: Queue): Promise<QueueState> {
  const [counts, workers, completed, failedMinutes, failures, oldestWaitingAt] = await Promise.all([
    queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
    queue.getWorkersCount(),
    queue.getMetrics('completed'),
    queue.getMetrics('failed'),
    queue.getFailed(0, FAILURES_SHOWN - 1),
    readOldest(queue),
  ]);
  const nowMs = Date.now();
  const [done, gaveUp] = [lastHour(completed, nowMs), lastHour(failedMinutes, nowMs)];
  // A worker that counts the one counts the other: none of them is then zero.
  const isCounted = done !== null || gaveUp !== null;
  const { wait = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return {
    name: queue.name as QueueName,
    workers,
    waiting: wait + prioritized,
    active,
    delayed,
    failed,
    completedLastHour: isCounted ? (done ?? 0) : null,
    failedLastHour: isCounted ? (gaveUp ?? 0) : null,
    oldestWaitingAt,
    failures: failures.map((job) => ({
      id: job.id ?? '',
      reason: withoutAddresses(job.failedReason).slice(0, REASON_CHARS),
      attempts: job.attemptsMade,
      failedAt: new Date(job.finishedOn ?? job.timestamp),
    })),
  };
}

/** The first in order of what waits: by age within the plain ones and within one priority. */
async function readOldest(queue: Queue): Promise<Date | null> {
  const [plain, prioritized] = await Promise.all([
    queue.getJobs(['wait'], 0, 0, true),
    queue.getJobs(['prioritized'], 0, 0, true),
  ]);
  const times = [...plain, ...prioritized].map(({ timestamp }) => timestamp);
  return times.length === 0 ? null : new Date(Math.min(...times));
}
