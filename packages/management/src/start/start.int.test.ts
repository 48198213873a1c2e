/** The way to a first call: each step ticks from a fact, and one step makes whatever is missing. */
import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createKey } from '../keys/create-key.use-case.js';
import { createPlaygroundKey } from '../keys/create-playground-key.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import { createModel } from '../models/create-model.use-case.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { updateProduct } from '../products/update-product.use-case.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { createFirstKey } from './create-first-key.use-case.js';
import { getStart } from './get-start.use-case.js';
import { listPlaygroundApplications } from './list-playground-applications.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.context.db.prisma.product.updateMany({ data: { lifecycle: 'retired' } });
});

async function person(tenantId: string, verified: boolean) {
  const actor = member(tenantId);
  const emailVerifiedAt = verified ? new Date() : null;
  const email = `${actor.userId}@example.com`;
  await fixture.context.db.prisma.user.create({ data: { id: actor.userId, email, emailVerifiedAt } });
  return actor;
}

test('a newcomer: everything ahead, and one step to a key', async () => {
  const { context } = fixture;
  const { product, plan, model } = await makeCatalogue(context, { approval: 'automatic' });
  const tenant = await makeTenant(context);
  const owner = await person(tenant.id, true);
  expect(await getStart(context, owner, { tenantId: tenant.id })).toEqual({
    tenantId: tenant.id,
    emailVerified: true,
    application: null,
    subscription: null,
    waitingSubscriptions: 0,
    key: null,
    model: null,
    canPay: false,
    newestCall: null,
    offer: { product: product.slug, productName: product.name, plan: plan.slug, planName: plan.name },
  });

  const names = { applicationName: 'Shop', keyName: 'First', environment: 'test' } as const;
  const created = await createFirstKey(context, owner, { tenantId: tenant.id, ...names });
  expect(created).toMatchObject({ name: 'First', environment: 'test', status: 'active' });
  const after = await getStart(context, owner, { tenantId: tenant.id });
  expect(after).toMatchObject({
    application: { id: created.applicationId, name: 'Shop' },
    subscription: { product: product.name, plan: plan.name },
    key: { id: created.id, start: created.start, last4: created.last4, environment: 'test' },
    model: model.name,
    offer: null,
  });
  expect(JSON.stringify(after)).not.toContain(created.key);

  const again = await createFirstKey(context, owner, { tenantId: tenant.id, ...names });
  expect(again.applicationId).toBe(created.applicationId);
  expect(await context.db.prisma.subscription.count({ where: { tenantId: uuid('tenant', tenant.id) } })).toBe(1);
});

test('each step ticks from its fact', async () => {
  const { context } = fixture;
  const { product, plan } = await makeCatalogue(context, { approval: 'manual' });
  const tenant = await makeTenant(context);
  const owner = await person(tenant.id, false);
  const start = () => getStart(context, owner, { tenantId: tenant.id });
  expect(await start()).toMatchObject({ emailVerified: false, offer: null });
  const names = { applicationName: 'Shop', keyName: 'First', environment: 'test' } as const;
  await expectRefusal(createFirstKey(context, owner, { tenantId: tenant.id, ...names }), 'invalid_state');
  expect(await start()).toMatchObject({ application: null });

  const application = await makeApplication(context, tenant.id);
  const names2 = { applicationId: application.id, product: product.slug, plan: plan.slug, message: '' };
  await requestSubscription(context, owner, names2);
  expect(await start()).toMatchObject({
    application: { id: application.id },
    subscription: null,
    waitingSubscriptions: 1,
  });

  await createPlaygroundKey(context, owner, { applicationId: application.id, environment: 'test' });
  expect((await start()).key).toBeNull();
  const key = await createKey(context, owner, { applicationId: application.id, name: 'K', environment: 'live' });
  expect((await start()).key?.id).toBe(key.id);
  await revokeKey(context, owner, { keyId: key.id, reason: '' });
  expect((await start()).key).toBeNull();

  await grantCredit(context, ADMIN, { tenantId: tenant.id, amount: '1', currency: 'USD', reason: 'a test of money' });
  expect((await start()).canPay).toBe(true);

  const requestId = newId();
  await context.db.prisma.callRecord.create({
    data: {
      id: requestId,
      tenantId: uuid('tenant', tenant.id),
      applicationId: uuid('application', application.id),
      operation: 'chat.completions',
      model: 'm',
      status: 429,
      errorCode: 'rate_limit_exceeded',
      startedAt: new Date(),
      durationUs: 1500n,
      detail: {},
    },
  });
  expect((await start()).newestCall).toMatchObject({
    requestId: publicId('request', requestId),
    status: 429,
    model: 'm',
    charge: null,
    inputTokens: null,
  });
});

test('what a playground offers: applications with something to call, and its models', async () => {
  const { context } = fixture;
  const { product, plan, model } = await makeCatalogue(context, { approval: 'automatic' });
  const tenant = await makeTenant(context);
  const developer = member(tenant.id, 'developer');
  await makeApplication(context, tenant.id);
  const application = await makeApplication(context, tenant.id);
  await requestSubscription(context, developer, {
    applicationId: application.id,
    product: product.slug,
    plan: plan.slug,
    message: '',
  });
  const offered = await listPlaygroundApplications(context, developer, { tenantId: tenant.id });
  expect(offered).toEqual([
    {
      id: application.id,
      name: application.name,
      models: [expect.objectContaining({ name: model.name, operations: ['chat.completions'] })],
    },
  ]);
  await expectRefusal(
    listPlaygroundApplications(context, member(tenant.id, 'viewer'), { tenantId: tenant.id }),
    'forbidden',
  );
});

test('a playground offers a model for what it is good for, its product offers, and nothing else', async () => {
  const { context } = fixture;
  const make = (operations: string[]) =>
    createModel(context, ADMIN, CreateModelSchema.parse({ name: uniqueName('model'), operations }));
  const [painter, judge] = [await make(['images.edits', 'rerank']), await make(['moderations'])];
  const { product, plan, model } = await makeCatalogue(context, {
    approval: 'automatic',
    operations: ['chat.completions', 'images.edits'],
  });
  const models = [painter.name, judge.name, model.name];
  await updateProduct(context, ADMIN, { product: product.slug, changes: { models } });
  const tenant = await makeTenant(context);
  const developer = member(tenant.id, 'developer');
  const application = await makeApplication(context, tenant.id);
  await requestSubscription(context, developer, {
    applicationId: application.id,
    product: product.slug,
    plan: plan.slug,
    message: '',
  });
  const [offered] = await listPlaygroundApplications(context, developer, { tenantId: tenant.id });
  expect(offered?.models.map(({ name, operations }) => [name, operations])).toEqual([
    [model.name, ['chat.completions']],
    [painter.name, ['images.edits']],
  ]);
  expect(await getStart(context, developer, { tenantId: tenant.id })).toMatchObject({ model: model.name });
});
