/** Reads and writes `usage_events`, inside the tenant's transaction. */
import type pg from 'pg';
import { readUsageRow, type StoredUsageRow, USAGE_COLUMNS, type UsageRow } from './usage-row.js';

const COLUMN_LIST = USAGE_COLUMNS.map(([, column]) => column).join(', ');

/** The bounds let PostgreSQL skip the partitions of other months. */
const SELECT_ROWS = `SELECT ${COLUMN_LIST} FROM usage_events WHERE id = ANY($1) AND id >= $2 AND id <= $3`;

const INSERT_ROWS = `
  INSERT INTO usage_events (${COLUMN_LIST})
  SELECT * FROM unnest(${USAGE_COLUMNS.map(([, , type], index) => `$${index + 1}::${type}[]`).join(', ')})
  ON CONFLICT DO NOTHING RETURNING id`;

/** Rows that are recorded under these ids, of any tenant. */
export async function selectRows(client: pg.ClientBase, ids: readonly string[]): Promise<UsageRow[]> {
  const sorted = [...ids].sort();
  if (sorted.length === 0) return [];
  const { rows } = await client.query<StoredUsageRow>(SELECT_ROWS, [sorted, sorted[0], sorted.at(-1)]);
  return rows.map(readUsageRow);
}

/**
 * Inserts rows in the order of their ids. Under the tenant's lock all of them are new; another number means that someone
 * wrote past the lock, and the transaction must not commit.
 */
export async function insertRows(client: pg.ClientBase, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  const columns = USAGE_COLUMNS.map(([property, , type]) =>
    sorted.map((row) => (type === 'jsonb' ? JSON.stringify(row[property]) : row[property])),
  );
  const inserted = await client.query(INSERT_ROWS, columns);
  if (inserted.rowCount !== rows.length) {
    throw new Error(`${rows.length} usage events were new and ${inserted.rowCount ?? 0} were inserted`);
  }
}
