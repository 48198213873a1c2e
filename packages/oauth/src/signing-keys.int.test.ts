import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@turnpike/db/client';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createTestDatabase } from '@turnpike/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPublicKeys, loadSigningKey, PUBLISHED_BEFORE_MS, rotateSigningKeys } from './signing-keys.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

test('a key is published before it signs, and until its last token has expired', async () => {
  const start = Date.now();
  let nowMs = start;
  const credentialKeys = createCredentialKeys([randomBytes(32).toString('base64')]);
  const store = { pool: db.pool, credentialKeys, now: () => new Date(nowMs) };
  const published = async () => (await loadPublicKeys(db)).map(({ kid }) => kid);

  // Several processes that start at once agree on one.
  const firsts = await Promise.all([loadSigningKey(store), loadSigningKey(store), loadSigningKey(store)]);
  const [first] = firsts;
  expect(new Set(firsts.map(({ kid }) => kid)).size).toBe(1);
  expect(first).toHaveProperty('d');
  expect(await loadPublicKeys(db)).toEqual([expect.not.objectContaining({ d: expect.anything() })]);

  nowMs = start + 29 * DAY_MS;
  await rotateSigningKeys(store);
  expect(await published()).toEqual([first?.kid]);

  nowMs = start + 30 * DAY_MS;
  await Promise.all([rotateSigningKeys(store), rotateSigningKeys(store)]);
  const [next, ...before] = await published();
  expect(before).toEqual([first?.kid]);
  expect((await loadSigningKey(store)).kid).toBe(first?.kid);

  nowMs += PUBLISHED_BEFORE_MS;
  expect((await loadSigningKey(store)).kid).toBe(next);
  await rotateSigningKeys(store);
  expect(await published()).toEqual([next, first?.kid]);

  nowMs += HOUR_MS;
  await rotateSigningKeys(store);
  expect(await published()).toEqual([next]);
});
