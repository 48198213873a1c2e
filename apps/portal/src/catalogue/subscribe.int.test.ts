import { randomBytes } from 'node:crypto';
import { CreatePlanSchema } from '@turnpike/contracts/management/plans';
import { CreateProductSchema } from '@turnpike/contracts/management/products';
import { CreateTenantSchema } from '@turnpike/contracts/management/tenants';
import { createDatabase } from '@turnpike/db/client';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import type { SystemActor } from '@turnpike/management/actor';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { createPlan } from '@turnpike/management/plans/create-plan.use-case';
import { createProduct } from '@turnpike/management/products/create-product.use-case';
import { createTenant } from '@turnpike/management/tenants/create-tenant.use-case';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { subscribe, SubscribeSchema } from './subscribe';

const ACTOR: SystemActor = { kind: 'system', name: 'test', ip: null, requestId: null };

let database: TestDatabase;
let context: ManagementContext;
let tenantId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  context = createManagementContext({
    db: createDatabase({ url: database.url, poolSize: 2 }),
    keyPepper: randomBytes(32),
    credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
    keyPrefix: 'tp',
  });
  tenantId = (await createTenant(context, ACTOR, CreateTenantSchema.parse({ name: 'Museum' }))).id;
  await createProduct(context, ACTOR, CreateProductSchema.parse({ slug: 'ai', name: 'AI', approval: 'automatic' }));
  const prices = [{ unit: 'request', amount: '1' }];
  await createPlan(context, ACTOR, CreatePlanSchema.parse({ name: 'P', slug: 'p', product: 'ai', prices }));
});
afterAll(async () => {
  await context.db.close();
  await database.drop();
});

const ask = (input: object) =>
  subscribe(context, ACTOR, { tenantId, ...SubscribeSchema.parse({ product: 'ai', ...input }) });
const names = async () => (await listApplications(context, ACTOR, { tenantId })).items.map(({ name }) => name);

it('makes the application that has only a name, once, however often it is tried', async () => {
  await expect(ask({ plan: 'none', applicationName: 'Kiosk' })).rejects.toMatchObject({ code: 'unknown_reference' });
  expect(await ask({ plan: 'p', applicationName: 'Kiosk' })).toMatchObject({
    status: 'active',
    applicationName: 'Kiosk',
  });
  expect(await names()).toEqual(['Kiosk']);
});

it('subscribes an application that is there', async () => {
  await expect(ask({ plan: 'none', applicationName: 'Desk' })).rejects.toMatchObject({ code: 'unknown_reference' });
  const { items } = await listApplications(context, ACTOR, { tenantId });
  const desk = items.find(({ name }) => name === 'Desk');
  expect(await ask({ plan: 'p', applicationId: desk?.id })).toMatchObject({ applicationName: 'Desk' });
  expect(await names()).toEqual(['Desk', 'Kiosk']);
});

it.each([{}, { applicationName: '' }, { applicationName: 'x'.repeat(121) }])('%j names no application', (who) => {
  expect(SubscribeSchema.safeParse({ product: 'ai', plan: 'p', ...who }).success).toBe(false);
});
