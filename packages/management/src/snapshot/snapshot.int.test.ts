import { CreatePlanVersionSchema } from '@turnpike/contracts/management/plans';
import { UpdateProductSchema } from '@turnpike/contracts/management/products';
import { newId } from '@turnpike/domain/ids';
import { monthPeriod } from '@turnpike/domain/period';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  makeApplication,
  makeCatalogue,
  makeTenant,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { open, providerBinding } from '../credentials/secret-box.js';
import { createKey } from '../keys/create-key.use-case.js';
import { disableKey } from '../keys/disable-key.use-case.js';
import { hashKey } from '../keys/key-hash.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { updateProduct } from '../products/update-product.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { suspendTenant } from '../tenants/suspend-tenant.use-case.js';
import { loadAccount } from './load-account.js';
import { loadCallerByKeyHash } from './load-caller.js';
import { loadCatalogue } from './load-catalogue.js';
import { loadTenantMoney } from './load-tenant-money.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('the catalogue holds what serves: models, openable credentials, prices and plan versions to come', async () => {
  const { context } = fixture;
  const { product, plan, model, provider } = await makeCatalogue(context);
  const later = { prices: [{ unit: 'request', amount: '0.5' }], effectiveFrom: '2099-01-01T00:00:00Z' };
  await createPlanVersion(context, ADMIN, { plan: plan.id, version: CreatePlanVersionSchema.parse(later) });
  const rows = await loadCatalogue(context.db);

  const modelRow = rows.models.find(({ name }) => name === model.name);
  expect(modelRow?.costs.map(({ unit, amount }) => [unit, amount]).sort()).toEqual([
    ['input_token', '0.000001'],
    ['output_token', '0.000002'],
  ]);
  const sealed = modelRow?.targets[0]?.provider.credentials[0];
  if (!sealed) return expect.fail('no credential');
  expect(open(context.credentialKeys, sealed, providerBinding(uuid('provider', provider.id)))).toBe('sk-secret');

  expect(rows.products.find(({ id }) => id === uuid('product', product.id))).toMatchObject({
    models: [model.name],
    clientGonePolicy: 'drain',
  });
  const planRow = rows.plans.find(({ id }) => id === uuid('plan', plan.id));
  expect(planRow?.versions.map(({ version }) => version)).toEqual([2, 1]);
  expect(planRow?.versions[1]).toMatchObject({ requestsPerSecond: 50, burst: 50, concurrency: null, currency: 'USD' });
  expect(planRow?.versions[1]?.prices).toContainEqual({
    unit: 'output_token',
    modelId: uuid('model', model.id),
    amount: '0.000004',
  });
});

test('what is disabled or retired serves nobody', async () => {
  const { context } = fixture;
  const { product, model, provider } = await makeCatalogue(context);
  await updateProvider(context, ADMIN, { provider: provider.id, changes: { status: 'disabled' } });
  const changes = UpdateProductSchema.parse({ lifecycle: 'retired' });
  await updateProduct(context, ADMIN, { product: product.id, changes });
  const rows = await loadCatalogue(context.db);
  expect(rows.models.find(({ name }) => name === model.name)?.targets).toEqual([]);
  expect(rows.products.map(({ id }) => id)).not.toContain(uuid('product', product.id));
});

test('a caller is what its key, application, tenant and active subscriptions say, with the epoch of that moment', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context, { timeZone: 'Europe/Madrid', billingMode: 'postpaid' });
  const application = await makeApplication(context, tenant.id);
  const active = await makeCatalogue(context, { approval: 'automatic' });
  const pending = await makeCatalogue(context);
  const [subscription] = await Promise.all(
    [active, pending].map(({ product, plan }) =>
      requestSubscription(context, ADMIN, {
        applicationId: application.id,
        product: product.slug,
        plan: plan.slug,
        message: '',
      }),
    ),
  );
  const made = await createKey(context, ADMIN, { applicationId: application.id, name: 'x', environment: 'test' });
  const load = () => loadCallerByKeyHash(context.db, hashKey(context.keyPepper, made.key));
  const caller = await load();
  expect(caller).toMatchObject({
    keyId: uuid('key', made.id),
    applicationId: uuid('application', application.id),
    tenantId: uuid('tenant', tenant.id),
    environment: 'test',
    keyState: 'active',
    keyExpiresAtMs: null,
    tenantStatus: 'active',
    tenantTimeZone: 'Europe/Madrid',
    billingMode: 'postpaid',
    currency: 'USD',
    epoch: '2',
    subscriptions: [
      {
        id: uuid('subscription', subscription?.id ?? ''),
        productId: uuid('product', active.product.id),
        planId: uuid('plan', active.plan.id),
      },
    ],
  });
  // The same, whoever calls.
  const account = await loadAccount(context.db, uuid('application', application.id));
  expect(account).toMatchObject({ currency: 'USD', epoch: '2', accountTerms: null });
  expect(caller).toMatchObject({ ...account });
  expect(await loadAccount(context.db, newId())).toBeNull();
  await disableKey(context, ADMIN, { keyId: made.id, reason: '' });
  expect(await load()).toMatchObject({ keyState: 'disabled', epoch: '3' });
  await revokeKey(context, ADMIN, { keyId: made.id, reason: '' });
  await suspendTenant(context, ADMIN, { tenantId: tenant.id, reason: '' });
  expect(await load()).toMatchObject({ keyState: 'revoked', tenantStatus: 'suspended', epoch: '5' });
  expect(await loadCallerByKeyHash(context.db, hashKey(context.keyPepper, `${made.key}x`))).toBeNull();
});

test('a tenant’s money is its posted balance with the version, and what its open periods have used', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const tenantId = uuid('tenant', tenant.id);
  expect(await loadTenantMoney(context.db, tenantId)).toMatchObject({ currency: null, version: '0', quotas: [] });
  for (const amount of ['10', '0.000000000001']) {
    await grantCredit(context, ADMIN, { tenantId: tenant.id, amount, currency: 'USD', reason: 'test' });
  }
  const { startMs } = monthPeriod(Date.now(), 'UTC');
  const longAgo = new Date(startMs - 400 * 24 * 3_600_000);
  await context.db.prisma.quotaUsage.createMany({
    data: [
      { tenantId, scope: 'plan', periodStart: new Date(startMs), used: 7 },
      { tenantId, scope: 'plan', periodStart: longAgo, used: 9 },
    ],
  });
  const money = await loadTenantMoney(context.db, tenantId);
  expect(money).toMatchObject({ currency: 'USD', posted: '10.000000000001', version: '2', epoch: '1' });
  expect(money?.quotas).toEqual([{ scope: 'plan', startMs, used: '7.000000000000' }]);
  expect(await loadTenantMoney(context.db, newId())).toBeNull();
});
