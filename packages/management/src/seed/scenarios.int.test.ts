/** Every scenario makes what it says, and a second run changes nothing. */
import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@turnpike/db/client';
import { Decimal } from '@turnpike/domain/money';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCredentialKeys, open, providerBinding } from '../credentials/secret-box.js';
import { signIn } from '../identity/sign-in.use-case.js';
import { hashKey } from '../keys/key-hash.js';
import { createManagementContext, type ManagementContext } from '../management-context.js';
import { checkLedger } from '../money/check-ledger.use-case.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { DEMO } from './demo.js';
import { runScenario, SEED_ACTOR, type Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios.js';
import { APPROVALS } from './scenarios/approvals.js';
import { BROKE } from './scenarios/broke.js';
import { BUSY } from './scenarios/busy.js';
import { EMPTY } from './scenarios/empty.js';

const SECRETS = { keyPepper: randomBytes(32).toString('base64'), credentialKey: randomBytes(32).toString('base64') };
const NOWHERE = 'http://127.0.0.1:9';
const URLS = { gatewayUrl: NOWHERE, portalUrl: NOWHERE, sandboxUrl: NOWHERE, mailUrl: NOWHERE };

let database: TestDatabase;
let db: Database;
let context: ManagementContext;
beforeEach(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 2 });
  const keyPepper = Buffer.from(SECRETS.keyPepper, 'base64');
  const credentialKeys = createCredentialKeys([SECRETS.credentialKey]);
  context = createManagementContext({ db, keyPepper, credentialKeys, keyPrefix: 'tp' });
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

const seed = <R>(scenario: Scenario<R>, existing: unknown = null, vendorKeys = {}) =>
  runScenario(scenario, { databaseUrl: database.url, ...SECRETS, existing, urls: URLS, vendorKeys });

/** Rows of every table that has any. */
async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const counted = await db.pool.query<{ count: string }>(`SELECT count(*) FROM ${name}`);
    counts[name] = Number(counted.rows[0]?.count);
  }
  return counts;
}

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  '%s: made again it is the same, and the books are right',
  async (_, scenario) => {
    const first: unknown = JSON.parse(JSON.stringify(await seed(scenario)));
    const counts = await rowCounts();
    expect(await seed(scenario, first)).toEqual(first);
    expect(await rowCounts()).toEqual(counts);
    expect(await checkLedger(context, SEED_ACTOR)).toMatchObject({
      sum: '0',
      drift: '0',
      lotDrift: '0',
      unbalancedTransactions: 0,
    });
  },
);

test('no two scenarios share a name, and all of them fit into one database', async () => {
  for (const scenario of SCENARIOS) await seed(scenario);
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  expect(await db.prisma.tenant.count()).toBe(SCENARIOS.length);
});

test('empty: its owner can sign in to an organisation with nothing in it', async () => {
  const { tenantId, people } = await seed(EMPTY);
  const [owner] = people;
  const account = { email: owner?.email ?? '', password: owner?.password ?? '' };
  const { user } = await signIn(context, { ...account, ip: null, userAgent: null });
  expect(user.memberships).toMatchObject([{ tenantId, role: 'owner' }]);
  expect(await db.prisma.application.count()).toBe(0);
});

test('approvals: a request in each state', async () => {
  await seed(APPROVALS);
  const rows = await db.prisma.subscription.groupBy({ by: ['status'], _count: true, orderBy: { status: 'asc' } });
  expect(rows.map(({ status, _count }) => [status, _count])).toEqual([
    ['pending', 2],
    ['approved', 1],
    ['active', 1],
    ['rejected', 1],
  ]);
  expect(await db.prisma.subscription.count({ where: { requestedBy: null } })).toBe(0);
});

test('broke: a key that may call, and next to nothing to pay with', async () => {
  const { tenantId, keys } = await seed(BROKE);
  const caller = await loadCallerByKeyHash(db, hashKey(context.keyPepper, keys.live ?? ''));
  expect(caller).toMatchObject({ environment: 'live', subscriptions: [{}] });
  expect(await getBalance(context, SEED_ACTOR, { tenantId })).toMatchObject({ posted: '0.002' });
});

test('busy: the sums are those of the calls, and all of it is paid', async () => {
  const { tenantId, people } = await seed(BUSY);
  expect(people.map(({ role }) => role)).toEqual(['owner', 'admin', 'billing', 'developer', 'viewer']);
  const { rows } = await db.pool.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM usage_events) AS calls, (SELECT sum(charge)::text FROM usage_events) AS charge,
       (SELECT sum(charge)::text FROM usage_rollups) AS hours, (SELECT sum(charge)::text FROM usage_totals) AS totals,
       (SELECT sum(charge)::text FROM usage_days) AS days, (SELECT sum(charge)::text FROM usage_key_days) AS key_days,
       (SELECT sum((part->>'charge')::numeric)::text FROM usage_events, jsonb_array_elements(parts) AS part) AS parts,
       (SELECT sum(balance)::text FROM ledger_accounts WHERE kind = 'revenue') AS revenue,
       (SELECT count(*) FROM partitions.usage_events_default) AS misplaced`,
  );
  const { calls, misplaced, ...sums } = rows[0] ?? {};
  expect([Number(calls), Number(misplaced)]).toEqual([20_000, 0]);
  expect(new Set(Object.values(sums).map((sum) => new Decimal(sum).toFixed())).size).toBe(1);
  const { posted } = await getBalance(context, SEED_ACTOR, { tenantId });
  expect(Number(posted)).toBeGreaterThanOrEqual(25);
  expect(Number(posted)).toBeLessThan(26);
});

test('a vendor whose key is in the environment becomes a provider, and a new key replaces the old one', async () => {
  await seed(DEMO, null, { GROQ_API_KEY: 'gsk_first', OPENAI_API_KEY: ' ', SOMETHING_API_KEY: 'x' });
  const slugs = await db.prisma.provider.findMany({ where: { servesTestKeys: false }, select: { slug: true } });
  expect(slugs.map(({ slug }) => slug)).toEqual(['groq']);
  await db.prisma.provider.update({
    where: { slug: 'groq' },
    data: { name: 'Ours', baseUrl: 'https://proxy.example' },
  });
  await seed(DEMO, null, { GROQ_API_KEY: 'gsk_second' });
  const row = await db.prisma.provider.findUniqueOrThrow({ where: { slug: 'groq' }, include: { credentials: true } });
  expect(row).toMatchObject({ name: 'Ours', baseUrl: 'https://proxy.example' });
  const [sealed] = row.credentials;
  if (sealed === undefined) return expect.fail('no credential');
  expect(open(context.credentialKeys, sealed, providerBinding(row.id))).toBe('gsk_second');
});
