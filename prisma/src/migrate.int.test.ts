import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmptyDatabase, query, type EmptyDatabase } from '../test/empty-database.js';
import { migrate } from './migrate.js';

let database: EmptyDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** Runs Prisma's CLI as a developer does. */
async function prisma(...words: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(`${FOLDER}/node_modules/.bin/prisma`, words, {
    cwd: FOLDER,
    env: { ...process.env, DATABASE_URL: database.url, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  return { code, output };
}

test('an empty database gets every migration and the partitions; another run has nothing to do', async () => {
  const lines: string[] = [];
  const applied = await migrate({ url: database.url, log: (line) => lines.push(line) });
  expect(applied).toBeGreaterThan(0);
  expect(lines.filter((line) => line.startsWith('applied migration'))).toHaveLength(applied);
  expect(lines.filter((line) => line.startsWith('made partition'))).toHaveLength(10);
  const again: string[] = [];
  expect(await migrate({ url: database.url, log: (line) => again.push(line) })).toBe(0);
  expect(again).toEqual([]);
});

test('of several at once one does the work and the others wait for it', async () => {
  const counts = await Promise.all([1, 2, 3].map(() => migrate({ url: database.url })));
  expect(counts.filter((count) => count > 0)).toHaveLength(1);
});

test('a migration that was edited after it was applied, or failed earlier, stops the start', async () => {
  await migrate({ url: database.url });
  await query(database.url, `UPDATE _prisma_migrations SET checksum = 'other'`);
  await expect(migrate({ url: database.url })).rejects.toThrow(/was edited after it was applied/);
  await query(database.url, `UPDATE _prisma_migrations SET finished_at = NULL, logs = 'boom'`);
  await expect(migrate({ url: database.url })).rejects.toThrow(/failed earlier \(boom\)/);
});

test('a migration that fails leaves nothing of itself but the note in the book', async () => {
  await query(database.url, 'CREATE TABLE users (id int)');
  await expect(migrate({ url: database.url })).rejects.toThrow(/relation "users" already exists/);
  const tables = await query<{ name: string }>(
    database.url,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'partitions') ORDER BY 1`,
  );
  expect(tables.map(({ name }) => name)).toEqual(['_prisma_migrations', 'users']);
  const book = await query<{ logs: string }>(database.url, 'SELECT logs FROM _prisma_migrations');
  expect(book[0]?.logs).toContain('already exists');
});

// Each command starts Prisma's CLI and the engine: seconds on a busy machine.
describe('beside Prisma Migrate', { timeout: 120_000 }, () => {
  test('the migrations make exactly what the schema says', async () => {
    const compared = await prisma(
      'migrate',
      'diff',
      '--from-migrations',
      'migrations',
      '--to-schema',
      'schema',
      '--exit-code',
    );
    expect(compared).toMatchObject({ code: 0 });
    expect(compared.output).toContain('No difference detected');
  });

  test('it accepts what was applied here', async () => {
    await migrate({ url: database.url });
    const status = await prisma('migrate', 'status');
    expect(status.output).toContain('Database schema is up to date');
    expect(status.code).toBe(0);
    const live = await prisma('migrate', 'diff', '--from-config-datasource', '--to-schema', 'schema', '--exit-code');
    expect(live.output).toContain('No difference detected');
  });

  test('what it has applied is accepted here', async () => {
    expect(await prisma('migrate', 'deploy')).toMatchObject({ code: 0 });
    expect(await migrate({ url: database.url })).toBe(0);
  });

  test('an engine that can not start is an error, not a silent success', async () => {
    await database.drop();
    const compared = await prisma('migrate', 'diff', '--from-empty', '--to-config-datasource', '--exit-code');
    expect(compared.code).not.toBe(0);
    expect(compared.output).toContain('does not exist');
  });
});
