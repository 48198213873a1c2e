/** What the control plane leaves behind and nobody reads any more. */
import type pg from 'pg';

/** A change is asked for until its transaction is over: seconds. A day is for people who look. */
const EXPIRED_CHANGES = `DELETE FROM change_log WHERE created_at < now() - interval '1 day'`;

/** A process that wrote nothing for a week is gone, whether it said so or not. */
const EXPIRED_PROCESSES = `DELETE FROM process_incarnations WHERE heartbeat_at < now() - interval '7 days'`;

/** Deletes expired rows of the change log and of the processes that once ran. */
export async function deleteExpired(pool: pg.Pool): Promise<void> {
  await pool.query(EXPIRED_CHANGES);
  await pool.query(EXPIRED_PROCESSES);
}
