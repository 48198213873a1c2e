import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@turnpike/db/client';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCredentialKeys, open, providerBinding } from '../credentials/secret-box.js';
import { signIn } from '../identity/sign-in.use-case.js';
import { hashKey } from '../keys/key-hash.js';
import { createManagementContext } from '../management-context.js';
import { checkLedger } from '../money/check-ledger.use-case.js';
import { getBalance } from '../money/get-balance.use-case.js';
import { resolveManagementKey } from '../management-keys/resolve-management-key.use-case.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { getPlan } from '../plans/get-plan.use-case.js';
import { getProduct } from '../products/get-product.use-case.js';
import { updateProduct } from '../products/update-product.use-case.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { seedDemo, type DemoFile } from './demo.js';

const SECRETS = { keyPepper: randomBytes(32).toString('base64'), credentialKey: randomBytes(32).toString('base64') };
const URLS = {
  gatewayUrl: 'http://127.0.0.1:8080',
  portalUrl: 'http://127.0.0.1:3000',
  sandboxUrl: 'http://127.0.0.1:8090',
  mailUrl: 'http://127.0.0.1:8025',
};
const SYSTEM = { kind: 'system', name: 'test', ip: null, requestId: null } as const;

let database: TestDatabase;
let db: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 2 });
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

const seed = (existing: unknown, changes: Partial<Parameters<typeof seedDemo>[0]> = {}) =>
  seedDemo({ databaseUrl: database.url, ...SECRETS, existing, urls: URLS, ...changes });

const context = () =>
  createManagementContext({
    db,
    keyPepper: Buffer.from(SECRETS.keyPepper, 'base64'),
    credentialKeys: createCredentialKeys([SECRETS.credentialKey]),
    keyPrefix: 'tp',
  });

async function caller(key: string) {
  return loadCallerByKeyHash(db, hashKey(Buffer.from(SECRETS.keyPepper, 'base64'), key));
}

test('a fresh database gets a demo that works, and a second start changes nothing', async () => {
  const demo = await seed(null);
  expect(demo).toMatchObject(URLS);
  expect(demo.apiKey).toMatch(/^tp_live_/);
  expect(demo.testApiKey).toMatch(/^tp_test_/);
  expect(await caller(demo.apiKey)).toMatchObject({ environment: 'live', keyState: 'active', subscriptions: [{}] });
  expect(await caller(demo.testApiKey)).toMatchObject({ environment: 'test' });
  expect(await resolveManagementKey(context(), demo.managementKey)).not.toBeNull();
  expect(await getBalance(context(), SYSTEM, demo)).toMatchObject({ posted: '50', currency: 'USD' });
  expect(await checkLedger(context(), SYSTEM)).toMatchObject({ sum: '0', drift: '0', lotDrift: '0' });
  const signedIn = async ({ admin, developer }: DemoFile) => {
    const users = [];
    for (const account of [admin, developer]) {
      users.push((await signIn(context(), { ...account, ip: null, userAgent: null })).user);
    }
    return users.map(({ platformAdmin, memberships }) => [platformAdmin, memberships.map(({ tenantId }) => tenantId)]);
  };
  expect(await signedIn(demo)).toEqual([
    [true, []],
    [false, [demo.tenantId]],
  ]);
  expect(await seed(JSON.parse(JSON.stringify(demo)))).toEqual(demo);
  expect((await getBalance(context(), SYSTEM, demo)).posted).toBe('50');
  expect(await db.prisma.apiKey.count()).toBe(2);
});

test('without its file the demo gets new secrets for the same things', async () => {
  const first = await seed(null);
  for (const lost of [null, 'not an object', { apiKey: 7, admin: 'x' }]) {
    const demo = await seed(lost);
    expect(demo.tenantId).toBe(first.tenantId);
    expect(demo.apiKey).not.toBe(first.apiKey);
    await signIn(context(), { ...demo.admin, ip: null, userAgent: null });
  }
  expect(await db.prisma.tenant.count()).toBe(1);
  expect(await db.prisma.user.count()).toBe(2);
});

test('a file of another database is not believed', async () => {
  const other = await createTestDatabase();
  try {
    const foreign = await seedDemo({ databaseUrl: other.url, ...SECRETS, existing: null, urls: URLS });
    const demo = await seed(foreign);
    expect(await caller(foreign.apiKey)).toBeNull();
    expect(await caller(demo.apiKey)).not.toBeNull();
    expect(demo.tenantId).not.toBe(foreign.tenantId);
  } finally {
    await other.drop();
  }
});

test('the provider follows the sandbox’s port and the checkout’s credential key', async () => {
  const demo = await seed(null);
  const credentialKey = randomBytes(32).toString('base64');
  await seed(demo, { urls: { ...URLS, sandboxUrl: 'http://127.0.0.1:9999/' }, credentialKey });
  const row = await db.prisma.provider.findUniqueOrThrow({
    where: { slug: 'sandbox' },
    include: { credentials: true },
  });
  expect(row.baseUrl).toBe('http://127.0.0.1:9999/v1');
  const [sealed] = row.credentials;
  if (sealed === undefined) return expect.fail('no credential');
  expect(open(createCredentialKeys([credentialKey]), sealed, providerBinding(row.id))).toBe('sk-sandbox-demo');
});

/** What the product sells now, by model and operation, and the prices of a model in its first plan. */
async function offered(model: string) {
  const { models, operations } = await getProduct(context(), SYSTEM, { product: 'ai' });
  const { prices, version } = await getPlan(context(), SYSTEM, { plan: 'ai/pay-as-you-go' });
  const amounts = prices.filter((price) => price.model === model).map(({ unit, amount }) => ({ unit, amount }));
  return { models, operations, prices: amounts, version };
}

test('what the demo sells of late is added to what was made before, and nothing that was changed is lost', async () => {
  const demo = await seed(null);
  const first = await offered('sandbox-image');
  // As an older version left it: no pictures anywhere, an operation less, and prices that an admin has changed.
  const old = { models: first.models.filter((name) => name !== 'sandbox-image'), operations: ['chat.completions'] };
  const row = await db.prisma.model.findUniqueOrThrow({ where: { name: 'sandbox-image' } });
  await db.prisma.productModel.deleteMany({ where: { modelId: row.id } });
  await updateProduct(context(), SYSTEM, { product: 'ai', changes: old });
  const own = { unit: 'output_token', amount: '0.5', model: 'sandbox-chat' } as const;
  const version = { prices: [own], limits: { requestsPerSecond: 7 }, prepayment: null };
  await createPlanVersion(context(), SYSTEM, { plan: 'ai/pay-as-you-go', version });
  await seed(demo);
  const now = await offered('sandbox-image');
  expect([...now.models].sort()).toEqual([...first.models].sort());
  expect(now.prices).toEqual(first.prices);
  expect(new Set(now.operations)).toEqual(new Set(first.operations));
  const plan = await getPlan(context(), SYSTEM, { plan: 'ai/pay-as-you-go' });
  expect(plan.limits).toMatchObject({ requestsPerSecond: 7 });
  expect(plan.prices.filter(({ model }) => model === 'sandbox-chat')).toEqual([own]);
  // Taken out of one product, a model stays out of it.
  await updateProduct(context(), SYSTEM, { product: 'ai', changes: { models: ['sandbox-chat'] } });
  await seed(demo);
  expect(await offered('sandbox-image')).toMatchObject({ models: ['sandbox-chat'], version: now.version });
});
