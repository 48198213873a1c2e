/**
 * Applies prisma/migrations at start, without Prisma's CLI or schema engine, in Prisma Migrate's own book: the same
 * `_prisma_migrations` columns, the same SHA-256 of the file, the same advisory lock, so that `prisma migrate
 * status|dev|deploy` agree with it and may be mixed with it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ensureUsagePartitions } from './partitions.js';

/** The lock Prisma Migrate takes (schema-engine, `ADVISORY_LOCK_ID`). */
const LOCK = 72_707_369;

/** Where the migrations are: the same folder from src and from dist. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

const BOOK = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

export interface MigrateOptions {
  url: string;
  log?: (line: string) => void;
}

/**
 * Brings the database to the newest migration and makes the partitions of the next months. Returns how many migrations
 * were applied. Throws when one failed earlier, fails now, or was edited after it was applied.
 */
export async function migrate({ url, log = () => undefined }: MigrateOptions): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'turnpike-migrate' });
  await client.connect();
  try {
    // Another process may be migrating; the lock ends with the connection.
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const applied = await applyPending(client, log);
    for (const name of await ensureUsagePartitions(client)) log(`made partition ${name}`);
    return applied;
  } finally {
    await client.end();
  }
}

async function applyPending(client: pg.Client, log: (line: string) => void): Promise<number> {
  await client.query(BOOK);
  const done = await readBook(client);
  let applied = 0;
  for (const name of await migrationNames()) {
    const sql = await readFile(join(MIGRATIONS, name, 'migration.sql'), 'utf8');
    const checksum = createHash('sha256').update(sql).digest('hex');
    const known = done.get(name);
    if (known === checksum) continue;
    if (known !== undefined) throw new Error(`migration ${name} was edited after it was applied`);
    await apply(client, { name, sql, checksum });
    log(`applied migration ${name}`);
    applied++;
  }
  return applied;
}

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readBook(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean; logs: string | null }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, logs
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const failed = rows.find((row) => !row.finished);
  if (failed !== undefined) {
    throw new Error(
      `migration ${failed.name} failed earlier (${failed.logs ?? 'no log'}); mend it with prisma migrate resolve`,
    );
  }
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function apply(client: pg.Client, migration: { name: string; sql: string; checksum: string }): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    migration.checksum,
    migration.name,
  ]);
  try {
    // The simple protocol runs all statements of the file as one implicit transaction.
    await client.query(migration.sql);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, message]);
    throw new Error(`migration ${migration.name}: ${message}`, { cause: error });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // eslint-disable-next-line no-restricted-properties -- run by hand this file is a program of its own
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === '') {
    console.error('DATABASE_URL is not set');
    process.exit(1);
  }
  const applied = await migrate({ url, log: (line) => console.log(line) });
  console.log(applied === 0 ? 'the database is up to date' : `${applied} migrations applied`);
}
