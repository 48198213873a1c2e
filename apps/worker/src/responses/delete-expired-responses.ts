/** Stored responses are erased when their time is over; until then nobody is shown them any more. */
import type pg from 'pg';

const PORTION = 500;

const DELETE = `
  DELETE FROM stored_responses r USING (
    SELECT tenant_id, id FROM stored_responses WHERE expires_at < now() ORDER BY expires_at LIMIT ${PORTION}
    FOR UPDATE SKIP LOCKED
  ) expired
  WHERE r.tenant_id = expired.tenant_id AND r.id = expired.id`;

/** In portions, so that no deletion holds many rows for long. */
export async function deleteExpiredResponses(pool: pg.Pool, signal: AbortSignal): Promise<void> {
  let done: number | null = PORTION;
  while (done === PORTION && !signal.aborted) ({ rowCount: done } = await pool.query(DELETE));
}
