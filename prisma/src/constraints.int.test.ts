/** What the migrations add by hand because Prisma's schema can't say it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmptyDatabase, type EmptyDatabase } from '../test/empty-database.js';
import { migrate } from './migrate.js';

let database: EmptyDatabase;
let client: pg.Client;
const ids = {
  tenant: randomUUID(),
  application: randomUUID(),
  product: randomUUID(),
  plan: randomUUID(),
  version: randomUUID(),
};

beforeAll(async () => {
  database = await createEmptyDatabase();
  await migrate({ url: database.url });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    INSERT INTO tenants (id, slug, name) VALUES ('${ids.tenant}', 't', 't');
    INSERT INTO applications (id, tenant_id, name) VALUES ('${ids.application}', '${ids.tenant}', 'a');
    INSERT INTO products (id, slug, name) VALUES ('${ids.product}', 'p', 'p');
    INSERT INTO plans (id, slug, name, product_id) VALUES ('${ids.plan}', 'p', 'p', '${ids.product}');
    INSERT INTO plan_versions (id, plan_id, version, currency, effective_from) VALUES ('${ids.version}', '${ids.plan}', 1, 'USD', now())`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const subscribe = (status: string) =>
  client.query(
    `INSERT INTO subscriptions (id, tenant_id, application_id, product_id, plan_id, status)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5::"SubscriptionStatus")`,
    [ids.tenant, ids.application, ids.product, ids.plan, status],
  );

const price = (amount: string) =>
  client.query(`INSERT INTO prices (id, plan_version_id, unit, amount) VALUES (gen_random_uuid(), $1, 'request', $2)`, [
    ids.version,
    amount,
  ]);

const lot = (amount: string, remaining: string) =>
  client.query(
    `INSERT INTO lots (id, tenant_id, transaction_id, source, currency, amount, remaining)
     VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'grant', 'USD', $2, $3)`,
    [ids.tenant, amount, remaining],
  );

test('one open subscription per application and product, and any number of closed ones', async () => {
  for (const closed of ['rejected', 'cancelled', 'rejected']) await subscribe(closed);
  await subscribe('paused');
  for (const open of ['pending', 'approved', 'active', 'paused']) {
    await expect(subscribe(open)).rejects.toMatchObject({ code: '23505', constraint: 'subscriptions_open_key' });
  }
});

test('one general price per unit, never below zero', async () => {
  await price('0.000000000001');
  await expect(price('1')).rejects.toMatchObject({ code: '23505' });
  await expect(price('-1')).rejects.toMatchObject({ code: '23514' });
});

test('a lot never holds less than nothing or more than was put in', async () => {
  await lot('5', '5');
  for (const [amount, remaining] of [
    ['5', '-0.1'],
    ['5', '5.1'],
    ['0', '0'],
  ] as const) {
    await expect(lot(amount, remaining)).rejects.toMatchObject({ code: '23514' });
  }
});

test('limits of zero and currencies in small letters are refused', async () => {
  await expect(client.query('UPDATE plan_versions SET concurrency = 0')).rejects.toMatchObject({ code: '23514' });
  await expect(client.query(`UPDATE tenants SET currency = 'usd'`)).rejects.toMatchObject({ code: '23514' });
});
