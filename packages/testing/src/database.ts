/**
 * A migrated PostgreSQL database per test file, in the milliseconds that copying a template takes. The server is given
 * by TEST_DATABASE_URL, the URL of a superuser; nothing is left behind but the template, which the next run uses again.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate, MIGRATIONS } from '@turnpike/db/migrate';
import pg from 'pg';

export interface TestDatabase {
  url: string;
  /** Throws out whoever is still connected. */
  drop(): Promise<void>;
}

/** One maker of the template at a time, in this server. */
const LOCK = 91_407_731;

let template: Promise<string> | undefined;

/** A database of the test's own with all migrations applied and the current partitions in place. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = serverUrl();
  template ??= ensureTemplate(server);
  const source = await template;
  const name = `turnpike_test_${randomBytes(8).toString('hex')}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  return {
    url: databaseUrl(server, name),
    drop: async () => {
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined || url === '') {
    throw new Error(
      'TEST_DATABASE_URL is not set: run the tests with `npm test`, or point it at a PostgreSQL superuser',
    );
  }
  return url;
}

/** The template's name says what is in it: another migration or another month makes another template. */
async function ensureTemplate(server: string): Promise<string> {
  const name = `turnpike_template_${await fingerprint()}`;
  await onServer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    // Renamed only when complete, so that a run cut short leaves no half template under the name.
    const building = `${name}_building`;
    await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${building} TEMPLATE template0`);
    await migrate({ url: databaseUrl(server, building) });
    await client.query(`ALTER DATABASE ${building} RENAME TO ${name}`);
  });
  return name;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 7));
  for (const entry of (await readdir(MIGRATIONS, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) hash.update(await readFile(join(MIGRATIONS, entry.name, 'migration.sql')));
  }
  return hash.digest('hex').slice(0, 16);
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
