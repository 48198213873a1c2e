/**
 * What is kept of a job once it has ended: result and body until the time it was told, what it used and cost for a month.
 * What is owed for it stays until it is recorded.
 */
import { idFloor } from '@turnpike/domain/ids';
import type pg from 'pg';

const PORTION = 500;
const ROW_KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

const KEPT = '(result IS NOT NULL OR length(body) > 0)';
const EMPTY = `
  UPDATE jobs SET result = NULL, body = '' WHERE id IN (
    SELECT id FROM jobs WHERE expires_at < now() AND ${KEPT} LIMIT ${PORTION})`;

/** What was cancelled has no result that could expire; what was asked goes all the same. */
const EMPTY_CANCELLED = `
  UPDATE jobs SET body = '' WHERE id IN (
    SELECT id FROM jobs
    WHERE state = 'cancelled' AND expires_at IS NULL AND finished_at < now() - make_interval(secs => $1::float8 / 1000)
      AND ${KEPT}
    LIMIT ${PORTION})`;

/** An id older than that bounds the search: a job ends after it was made. */
const DELETE = `
  DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs
    WHERE id < $1 AND finished_at < now() - make_interval(days => ${ROW_KEPT_DAYS})
      AND (usage_event IS NULL OR settled_at IS NOT NULL)
    ORDER BY id LIMIT ${PORTION})`;

/** A key is free again after its time, whatever became of its job. */
const FREE_KEYS = `
  UPDATE jobs SET idempotency_hash = NULL, request_digest = NULL WHERE id IN (
    SELECT id FROM jobs WHERE id < $1 AND idempotency_hash IS NOT NULL LIMIT ${PORTION})`;

/** Times after which something of a job goes. */
export interface JobRetention {
  resultTtlMs: number;
  /** From its creation. */
  idempotencyTtlMs: number;
}

/** Empties and deletes what is past its time, in portions. */
export async function expireJobs(pool: pg.Pool, times: JobRetention, signal: AbortSignal): Promise<void> {
  await inPortions(signal, () => pool.query(EMPTY));
  await inPortions(signal, () => pool.query(EMPTY_CANCELLED, [times.resultTtlMs]));
  await inPortions(signal, () => pool.query(FREE_KEYS, [idFloor(Date.now() - times.idempotencyTtlMs)]));
  await inPortions(signal, () => pool.query(DELETE, [idFloor(Date.now() - ROW_KEPT_DAYS * DAY_MS)]));
}

async function inPortions(signal: AbortSignal, work: () => Promise<{ rowCount: number | null }>): Promise<void> {
  let done = PORTION;
  while (done === PORTION && !signal.aborted) done = (await work()).rowCount ?? 0;
}
