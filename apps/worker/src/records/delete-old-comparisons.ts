/** Comparisons of shadows are kept for a while, then forgotten. */
import { idFloor } from '@turnpike/domain/ids';
import type pg from 'pg';

const PORTION = 1_000;

/** Ids begin with their time, and the table has no index of another. */
const DELETE = `
  DELETE FROM shadow_comparisons WHERE id IN (
    SELECT id FROM shadow_comparisons WHERE id < $1 ORDER BY id LIMIT ${PORTION})`;

/** Deletes what is older than that, in portions. */
export async function deleteOldComparisons(pool: pg.Pool, retentionMs: number, signal: AbortSignal): Promise<void> {
  const floor = idFloor(Date.now() - retentionMs);
  let done: number | null = PORTION;
  while (done === PORTION && !signal.aborted) ({ rowCount: done } = await pool.query(DELETE, [floor]));
}
