/** Keeps what can't be recorded where a person sees it. */
import { isUuid } from '@turnpike/domain/ids';
import type { PendingEvent } from '@turnpike/limits/balance';
import type pg from 'pg';

/** The same entry always gets the same id, so that parking it again adds nothing. */
const PARK = `
  INSERT INTO parked_usage_events (id, tenant_id, raw, error)
  VALUES (coalesce($1::uuid, md5($2)::uuid), $3, $4, $5) ON CONFLICT DO NOTHING`;

/** Parks one entry of a shard's list with the reason, as it was found. */
export async function parkEvent(pool: pg.Pool, pending: PendingEvent, reason: string): Promise<void> {
  const { tenantId, eventId, json } = pending;
  await pool.query(PARK, [
    uuidOrNull(eventId),
    `${tenantId}/${eventId}`,
    uuidOrNull(tenantId),
    storable(json),
    storable(reason),
  ]);
}

function uuidOrNull(text: string): string | null {
  return isUuid(text) ? text : null;
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\\u0000');
}
