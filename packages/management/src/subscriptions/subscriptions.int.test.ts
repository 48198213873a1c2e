import { UpdateProductSchema } from '@turnpike/contracts/management/products';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { updateProduct } from '../products/update-product.use-case.js';
import { getTenant } from '../tenants/get-tenant.use-case.js';
import { approveSubscription } from './approve-subscription.use-case.js';
import { getSubscription } from './get-subscription.use-case.js';
import { listSubscriptions } from './list-subscriptions.use-case.js';
import { rejectSubscription } from './reject-subscription.use-case.js';
import { requestSubscription } from './request-subscription.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture({ poolSize: 12 });
});
afterAll(() => fixture.close());

async function scene(options: Parameters<typeof makeCatalogue>[1] = {}) {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const catalogue = await makeCatalogue(context, options);
  const owner = member(tenant.id);
  const request = (fields: Partial<Parameters<typeof requestSubscription>[2]> = {}) =>
    requestSubscription(context, owner, {
      applicationId: application.id,
      product: catalogue.product.slug,
      plan: catalogue.plan.slug,
      message: 'please',
      ...fields,
    });
  return { context, tenant, application, owner, request, ...catalogue };
}

test('of manual approval: pending, then active; the epoch rises with the approval alone', async () => {
  const { context, tenant, owner, request, product, plan } = await scene();
  const before = await changeCounts(context);
  const pending = await request();
  expect(pending).toMatchObject({
    status: 'pending',
    product: product.slug,
    plan: plan.slug,
    message: 'please',
    activatedAt: null,
  });
  expect(pending.requestedBy).toMatch(/^usr_/);
  expect((await changeCounts(context)).caller).toBe(before.caller);
  expect((await getTenant(context, owner, { tenantId: tenant.id })).currency).toBe('USD');

  const review = { subscriptionId: pending.id, reason: 'fine' };
  await expectRefusal(approveSubscription(context, owner, review), 'forbidden');
  const active = await approveSubscription(context, ADMIN, review);
  expect(active).toMatchObject({ status: 'active', reason: 'fine' });
  expect(active.activatedAt).not.toBeNull();
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);

  expect(await approveSubscription(context, ADMIN, { ...review, reason: 'again' })).toEqual(active);
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  await expectRefusal(rejectSubscription(context, ADMIN, review), 'invalid_state');
  expect(await getSubscription(context, owner, { subscriptionId: pending.id })).toEqual(active);
  expect((await auditOf(context, uuid('subscription', pending.id))).map(({ action }) => action)).toEqual([
    'subscription.request',
    'subscription.approve',
  ]);
});

test('of automatic approval: active at once', async () => {
  const { context, request } = await scene({ approval: 'automatic' });
  const before = await changeCounts(context);
  expect(await request()).toMatchObject({ status: 'active' });
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
});

test('rejected: told why, not approved afterwards, and asked for again', async () => {
  const { context, request } = await scene();
  const { id } = await request();
  const rejected = await rejectSubscription(context, ADMIN, { subscriptionId: id, reason: 'no' });
  expect(rejected).toMatchObject({ status: 'rejected', reason: 'no', activatedAt: null });
  expect(await rejectSubscription(context, ADMIN, { subscriptionId: id, reason: 'no' })).toEqual(rejected);
  await expectRefusal(approveSubscription(context, ADMIN, { subscriptionId: id, reason: '' }), 'invalid_state');
  expect((await request()).status).toBe('pending');
});

test('of requests at once one is taken, the others are a conflict', async () => {
  const { context, application, request } = await scene();
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => request()));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(7);
  for (const { reason } of refused) expect(reason.code).toBe('conflict');
  const { items } = await listSubscriptions(context, ADMIN, { applicationId: application.id });
  expect(items).toHaveLength(1);
});

test('of approval and rejection at once one wins', async () => {
  const { context, request } = await scene();
  const { id } = await request();
  const results = await Promise.allSettled([
    approveSubscription(context, ADMIN, { subscriptionId: id, reason: '' }),
    rejectSubscription(context, ADMIN, { subscriptionId: id, reason: '' }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a plan in another currency than the tenant’s is refused', async () => {
  const { context, application, owner, request } = await scene();
  await request();
  const euro = await makeCatalogue(context, { currency: 'EUR' });
  const input = { applicationId: application.id, product: euro.product.id, plan: euro.plan.id, message: '' };
  await expectRefusal(requestSubscription(context, owner, input), 'currency_mismatch');
});

test('what is not there, not of this product or not on offer is refused', async () => {
  const { context, request, product } = await scene();
  const other = await makeCatalogue(context);
  await expectRefusal(request({ product: 'none' }), 'unknown_reference');
  await expectRefusal(request({ plan: 'none' }), 'unknown_reference');
  await expectRefusal(request({ plan: other.plan.id }), 'unknown_reference');
  await updateProduct(context, ADMIN, {
    product: product.slug,
    changes: UpdateProductSchema.parse({ lifecycle: 'deprecated' }),
  });
  await expectRefusal(request(), 'invalid_state');
  const hidden = await makeCatalogue(context, { visibility: 'private' });
  await expectRefusal(request({ product: hidden.product.id, plan: hidden.plan.id }), 'unknown_reference');
});

test('a list is narrowed by status and tenant, and a viewer may not request', async () => {
  const { context, tenant, application, request, product, plan } = await scene();
  const { id } = await request();
  const viewer = member(tenant.id, 'viewer');
  const ids = async (input: Parameters<typeof listSubscriptions>[2]) =>
    (await listSubscriptions(context, viewer, input)).items.map((item) => item.id);
  expect(await ids({})).toEqual([id]);
  expect(await ids({ tenantId: tenant.id, status: 'pending' })).toEqual([id]);
  expect(await ids({ status: 'active' })).toEqual([]);
  const input = { applicationId: application.id, product: product.slug, plan: plan.slug, message: '' };
  await expectRefusal(requestSubscription(context, viewer, input), 'forbidden');
});
