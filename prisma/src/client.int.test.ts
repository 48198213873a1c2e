import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmptyDatabase, query, type EmptyDatabase } from '../test/empty-database.js';
import { createDatabase, type Database } from './client.js';
import {
  isDatabaseUnavailable,
  isForeignKeyViolation,
  isRetryableConflict,
  isUniqueViolation,
  sqlState,
} from './errors.js';
import { migrate } from './migrate.js';

let database: EmptyDatabase;
let db: Database;
const broken: Error[] = [];
beforeAll(async () => {
  database = await createEmptyDatabase();
  await migrate({ url: database.url });
  db = createDatabase({ url: database.url, poolSize: 3, onConnectionError: (error) => broken.push(error) });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const refusal = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => expect.fail('not refused'),
    (error: unknown) => error,
  );

const insertUser = (email: string) => `INSERT INTO users (id, email) VALUES ('${randomUUID()}', '${email}')`;

test('a unique violation is known by whichever road it came', async () => {
  const email = 'twice@example.com';
  await db.pool.query(insertUser(email));
  const errors = [
    await refusal(db.pool.query(insertUser(email))),
    await refusal(db.prisma.user.create({ data: { id: randomUUID(), email } })),
    await refusal(db.prisma.$executeRawUnsafe(insertUser(email))),
    await refusal(db.prisma.$transaction((tx) => tx.user.create({ data: { id: randomUUID(), email } }))),
  ];
  for (const error of errors) {
    expect(isUniqueViolation(error)).toBe(true);
    expect(isForeignKeyViolation(error) || isDatabaseUnavailable(error) || isRetryableConflict(error)).toBe(false);
  }
});

test('a foreign key violation likewise', async () => {
  const membership = { tenantId: randomUUID(), userId: randomUUID(), role: 'owner' } as const;
  const sql = `INSERT INTO memberships (tenant_id, user_id, role) VALUES (gen_random_uuid(), gen_random_uuid(), 'owner')`;
  const errors = [
    await refusal(db.pool.query(sql)),
    await refusal(db.prisma.membership.create({ data: membership })),
    await refusal(db.prisma.$executeRawUnsafe(sql)),
  ];
  for (const error of errors) {
    expect(isForeignKeyViolation(error)).toBe(true);
    expect(isUniqueViolation(error)).toBe(false);
  }
});

test('a deadlock may be tried again', async () => {
  const emails = ['lock-a@example.com', 'lock-b@example.com'];
  for (const email of emails) await db.pool.query(insertUser(email));
  let holding = 0;
  let release: () => void = () => undefined;
  const bothHold = new Promise<void>((resolve) => (release = resolve));
  const update = (order: string[]) =>
    db.prisma.$transaction(async (tx) => {
      await tx.user.update({ where: { email: order[0] ?? '' }, data: { name: 'x' } });
      if (++holding === 2) release();
      await bothHold;
      await tx.user.update({ where: { email: order[1] ?? '' }, data: { name: 'x' } });
    });
  const results = await Promise.allSettled([update(emails), update(emails.toReversed())]);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(reasons).toHaveLength(1);
  expect(isRetryableConflict(reasons[0])).toBe(true);
});

test('connections that the server ends are replaced', async () => {
  await Promise.all([db.pool.query('SELECT 1'), db.prisma.user.count()]);
  const before = await db.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await query(
    database.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  // The loss is heard of on the next turns of the loop; a query that is faster than the news fails once.
  await refusalOrAnswer(db.pool.query('SELECT 1'));
  expect(await db.prisma.user.count()).toBeGreaterThan(0);
  const after = await db.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  expect(after.rows[0]?.pid).not.toBe(before.rows[0]?.pid);
  expect(broken.length).toBeGreaterThan(0);
});

test('a server that is not there is known as such', async () => {
  const nowhere = createDatabase({ url: 'postgresql://app:app@127.0.0.1:1/none' });
  try {
    for (const work of [
      nowhere.pool.query('SELECT 1'),
      nowhere.prisma.user.count(),
      nowhere.prisma.$queryRaw`SELECT 1`,
    ]) {
      expect(isDatabaseUnavailable(await refusal(work))).toBe(true);
    }
  } finally {
    await nowhere.close();
  }
  expect(sqlState(new Error('x'))).toBeNull();
  expect(isDatabaseUnavailable('x')).toBe(false);
});

async function refusalOrAnswer(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => error);
}
