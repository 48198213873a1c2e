/**
 * Wakes workers for every job that is due: what an emptied Redis forgot, what was put off, what a dead worker left. So the
 * queue is a matter of speed only. Each tenant's oldest come before anyone's second: a wake-up is a claim on a slot.
 */
import type { JobsQueue } from '@turnpike/queues/jobs.queue';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';

/** Most wake-ups of one sweep. */
const MOST_WAKE_UPS = 500;

/** Sorts all that wait: with a hundred thousand of them some tenths of a second, every other second. */
const DUE = `
  SELECT id, count(*) OVER ()::int AS waiting, extract(epoch FROM now() - min(run_at) OVER ())::float8 AS oldest FROM (
    SELECT id, run_at, row_number() OVER (PARTITION BY tenant_id ORDER BY run_at, id) AS place
    FROM jobs WHERE state = 'queued' AND run_at <= now()
  ) due ORDER BY place, run_at LIMIT ${MOST_WAKE_UPS}`;

const LEFT = `SELECT id FROM jobs WHERE state = 'running' AND lease_until < now() LIMIT ${MOST_WAKE_UPS}`;

/** Rejects when a store can't be reached. */
export async function sweepJobs(pool: pg.Pool, queue: JobsQueue, metrics: WorkerMetrics): Promise<void> {
  const { rows: due } = await pool.query<{ id: string; waiting: number; oldest: number }>(DUE);
  const { rows: left } = await pool.query<{ id: string }>(LEFT);
  metrics.jobsWaiting.set(due[0]?.waiting ?? 0);
  metrics.jobsOldestSeconds.set(due[0]?.oldest ?? 0);
  await queue.enqueue([...left, ...due].map(({ id }) => id));
}
