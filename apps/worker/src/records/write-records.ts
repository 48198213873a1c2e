/** Writes telemetry. A record that can't be stored is dropped, and never keeps others from being stored. */
import type pg from 'pg';
import { isAboutData } from '../usage/event-refused.js';

/** Writes records by a statement that takes them as JSON, and gives how many were dropped; rejects when PostgreSQL can't be reached. */
export async function writeRecords(
  pool: pg.Pool,
  insert: string,
  records: readonly object[],
): Promise<{ dropped: number }> {
  if (records.length === 0) return { dropped: 0 };
  try {
    await pool.query(insert, [JSON.stringify(records, storable)]);
    return { dropped: 0 };
  } catch (error) {
    if (!isAboutData(error)) throw error;
    if (records.length === 1) return { dropped: 1 };
    const half = Math.ceil(records.length / 2);
    const first = await writeRecords(pool, insert, records.slice(0, half));
    const second = await writeRecords(pool, insert, records.slice(half));
    return { dropped: first.dropped + second.dropped };
  }
}

/** jsonb takes neither NUL nor half a surrogate pair. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}
