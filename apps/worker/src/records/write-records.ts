/** Writes call records. A record that can't be stored is dropped, and never keeps others from being stored. */
import type { CallRecord } from '@turnpike/contracts/call-record';
import type pg from 'pg';
import { isAboutData } from '../usage/event-refused.js';

const INSERT = `
  INSERT INTO call_records (id, tenant_id, application_id, api_key_id, environment, operation, model, status, error_code,
    started_at, duration_us, detail)
  SELECT id, "tenantId", "applicationId", "apiKeyId", environment, operation, model, status, "errorCode",
    to_timestamp("startedAtMs" / 1000.0), "durationUs", detail
  FROM jsonb_to_recordset($1::jsonb) AS record (id uuid, "tenantId" uuid, "applicationId" uuid, "apiKeyId" uuid,
    environment text, operation text, model text, status smallint, "errorCode" text, "startedAtMs" bigint,
    "durationUs" bigint, detail jsonb)
  ON CONFLICT DO NOTHING`;

/** Writes records and gives how many were dropped; rejects when PostgreSQL can't be reached. */
export async function writeRecords(pool: pg.Pool, records: readonly CallRecord[]): Promise<{ dropped: number }> {
  if (records.length === 0) return { dropped: 0 };
  try {
    await pool.query(INSERT, [JSON.stringify(records, storable)]);
    return { dropped: 0 };
  } catch (error) {
    if (!isAboutData(error)) throw error;
    if (records.length === 1) return { dropped: 1 };
    const half = Math.ceil(records.length / 2);
    const first = await writeRecords(pool, records.slice(0, half));
    const second = await writeRecords(pool, records.slice(half));
    return { dropped: first.dropped + second.dropped };
  }
}

/** jsonb takes neither NUL nor half a surrogate pair. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}
