import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmptyDatabase, type EmptyDatabase, query } from '../test/empty-database.js';
import { createDatabase, type Database } from './client.js';
import { withConnection } from './with-connection.js';

let database: EmptyDatabase;
let db: Database;
beforeAll(async () => {
  database = await createEmptyDatabase();
  db = createDatabase({ url: database.url, poolSize: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const backend = async () => (await db.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;

test('gives the connection back, and the same one is used again', async () => {
  const pid = await withConnection(db.pool, async (client) => {
    return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  });
  expect(await backend()).toBe(pid);
});

test('a connection that breaks between two queries ends neither the process nor the pool', async () => {
  const pid = await backend();
  const lost = withConnection(db.pool, async (client) => {
    const broken = new Promise((resolve) => client.once('error', resolve));
    await query(database.url, `SELECT pg_terminate_backend(${pid})`);
    await broken;
    await client.query('SELECT 1');
  });
  await expect(lost).rejects.toThrow();
  expect(await backend()).not.toBe(pid);
});

test('a discarded connection is not used again, whatever the work returned', async () => {
  const pid = await backend();
  const returned = await withConnection(db.pool, async (_client, discard) => {
    discard(new Error('its state is unknown'));
    return 'done';
  });
  expect(returned).toBe('done');
  expect(await backend()).not.toBe(pid);
});
