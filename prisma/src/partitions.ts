/**
 * Month partitions of the tables that grow without end. They are ranges of the primary key itself, a UUIDv7, so that
 * uniqueness and time agree. Months are UTC. Takes a connection; gives the names made; touches nothing but partitions.
 */
import { idFloor } from '@turnpike/domain/ids';
import type pg from 'pg';

const TABLES = ['usage_events', 'call_records'] as const;
type PartitionedTable = (typeof TABLES)[number];

/** Any constant, as long as nothing else locks it. */
const LOCK = 7_310_225;

export interface PartitionOptions {
  /** Months after the current one; 3 when omitted. */
  monthsAhead?: number;
  now?: Date;
}

/**
 * Makes what is missing of the previous, the current and the next months. Idempotent; two at a time wait for each
 * other. Rows that had landed in the default partition move to their month. Returns the names of the partitions made.
 */
export async function ensureUsagePartitions(client: pg.ClientBase, options: PartitionOptions = {}): Promise<string[]> {
  const now = options.now ?? new Date();
  const made: string[] = [];
  for (let offset = -1; offset <= (options.monthsAhead ?? 3); offset++) {
    for (const table of TABLES) {
      const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset);
      const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset + 1);
      const name = await ensurePartition(client, table, { start, end });
      if (name !== null) made.push(name);
    }
  }
  return made;
}

/** Rows that no month took: more than none is an alarm. */
export async function countDefaultPartitionRows(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<Record<PartitionedTable, number>> {
  const { rows } = await client.query<{ usage_events: string; call_records: string }>(
    `SELECT (SELECT count(*) FROM partitions.usage_events_default) AS usage_events,
            (SELECT count(*) FROM partitions.call_records_default) AS call_records`,
  );
  return { usage_events: Number(rows[0]?.usage_events), call_records: Number(rows[0]?.call_records) };
}

async function ensurePartition(
  client: pg.ClientBase,
  table: PartitionedTable,
  month: { start: number; end: number },
): Promise<string | null> {
  const name = `${table}_${new Date(month.start).toISOString().slice(0, 7).replace('-', '')}`;
  if (await exists(client, name)) return null;
  const [from, to] = [idFloor(month.start), idFloor(month.end)];
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const missing = !(await exists(client, name));
    if (missing) {
      // Attaching locks the default partition against all; a wait for it would make every writer wait behind us.
      await client.query(`SET LOCAL lock_timeout = '5s'`);
      await client.query(`LOCK TABLE partitions.${table}_default IN ACCESS EXCLUSIVE MODE`);
      await client.query(`CREATE TABLE partitions.${name} (LIKE ${table} INCLUDING ALL)`);
      await client.query(
        `WITH moved AS (DELETE FROM partitions.${table}_default WHERE id >= '${from}' AND id < '${to}' RETURNING *)
         INSERT INTO partitions.${name} SELECT * FROM moved`,
      );
      await client.query(
        `ALTER TABLE ${table} ATTACH PARTITION partitions.${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    }
    await client.query('COMMIT');
    return missing ? name : null;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/**
 * Asks the catalogue's tables, not `to_regclass`: that answers from a cache which the wait for a lock doesn't renew, and
 * would not see what the other process has just made.
 */
async function exists(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'partitions' AND c.relname = $1`,
    [name],
  );
  return rowCount === 1;
}
