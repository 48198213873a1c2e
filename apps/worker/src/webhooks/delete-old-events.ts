/** Events, their deliveries and tries are kept for a month. */
import { idFloor } from '@turnpike/domain/ids';
import type pg from 'pg';

const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
const PORTION = 1_000;
/** What one run deletes at most; the next comes within the hour. */
const PORTIONS = 50;

/** An event's id carries its time; what hangs on it goes with it. */
const DELETE_EVENTS = `
  DELETE FROM webhook_events WHERE id IN (SELECT id FROM webhook_events WHERE id < $1::uuid ORDER BY id LIMIT ${PORTION})`;

const DELETE_ENDPOINTS = `
  DELETE FROM webhook_endpoints e WHERE e.deleted_at < $1
    AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id)`;

/** Deletes what is past its time, some at a time: events, and endpoints that were taken away. */
export async function deleteOldEvents(pool: pg.Pool, signal: AbortSignal): Promise<void> {
  const end = Date.now() - KEPT_MS;
  for (let portion = 0; portion < PORTIONS && !signal.aborted; portion++) {
    const { rowCount } = await pool.query(DELETE_EVENTS, [idFloor(end)]);
    if ((rowCount ?? 0) < PORTION) break;
  }
  await pool.query(DELETE_ENDPOINTS, [new Date(end)]);
}
