import { CreatePlanVersionSchema, UpdatePlanSchema } from '@turnpike/contracts/management/plans';
import { CreateProductVersionSchema, UpdateProductSchema } from '@turnpike/contracts/management/products';
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
import { getAuditEntry } from '../audit/get-audit-entry.use-case.js';
import { listAudit } from '../audit/list-audit.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { deletePlanVersion } from '../plans/delete-plan-version.use-case.js';
import { getPlan } from '../plans/get-plan.use-case.js';
import { listPlans } from '../plans/list-plans.use-case.js';
import { updatePlan } from '../plans/update-plan.use-case.js';
import { loadCatalogue } from '../snapshot/load-catalogue.js';
import { listProviders } from '../providers/list-providers.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { createProductVersion } from './create-product-version.use-case.js';
import { deleteProduct } from './delete-product.use-case.js';
import { getProduct } from './get-product.use-case.js';
import { listProducts } from './list-products.use-case.js';
import { resumeProduct } from './resume-product.use-case.js';
import { stopProduct } from './stop-product.use-case.js';
import { updateProductVersion } from './update-product-version.use-case.js';
import { updateProduct } from './update-product.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function subscribe(context: ManagementContext, names: { product: string; plan: string }) {
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  return requestSubscription(context, ADMIN, { applicationId: application.id, ...names, message: '' });
}

const version = (input: unknown) => CreateProductVersionSchema.parse(input);

test('a new version takes over what it isn’t given, counts on, and its name is taken once', async () => {
  const { context } = fixture;
  const { product, model } = await makeCatalogue(context);
  const before = await changeCounts(context);
  const second = await createProductVersion(context, ADMIN, { product: product.slug, version: version({}) });
  expect(second.versions.map((row) => [row.version, row.models])).toEqual([
    ['v2', [model.name]],
    ['v1', [model.name]],
  ]);
  expect(second.operations).toEqual(product.operations);
  const named = version({ version: '2027-01', models: [], operations: ['embeddings'], lifecycle: 'draft' });
  const third = await createProductVersion(context, ADMIN, { product: product.id, version: named });
  expect(third.versions[0]).toEqual({
    version: '2027-01',
    lifecycle: 'draft',
    operations: ['embeddings'],
    models: [],
  });
  await expectRefusal(createProductVersion(context, ADMIN, { product: product.slug, version: named }), 'conflict');
  const fourth = await createProductVersion(context, ADMIN, { product: product.slug, version: version({}) });
  expect(fourth.versions[0]?.version).toBe('v3');
  expect((await changeCounts(context)).catalogue - before.catalogue).toBe(3);
  await expectRefusal(createProductVersion(context, ADMIN, { product: 'none', version: version({}) }), 'not_found');
});

test('versions made at once get numbers of their own', async () => {
  const { context } = fixture;
  const { product } = await makeCatalogue(context);
  const create = () => createProductVersion(context, ADMIN, { product: product.slug, version: version({}) });
  await Promise.all([create(), create(), create()]);
  const { versions } = await getProduct(context, ADMIN, { product: product.slug });
  expect(versions.map((row) => row.version).sort()).toEqual(['v1', 'v2', 'v3', 'v4']);
});

test('a version changes its offer and its stage of life, and the log says how', async () => {
  const { context } = fixture;
  const { product } = await makeCatalogue(context);
  const change = (name: string, changes: object) =>
    updateProductVersion(context, ADMIN, { product: product.slug, version: name, changes });
  const changed = await change('v1', { operations: ['models.list'], lifecycle: 'deprecated' });
  expect(changed.versions[0]).toMatchObject({ lifecycle: 'deprecated', operations: ['models.list'] });
  expect(changed.versions[0]?.models).toEqual(product.models);
  await expectRefusal(change('v9', {}), 'not_found');
  await expectRefusal(change('v1', { models: ['none'] }), 'unknown_reference');
  const entry = (await auditOf(context, uuid('product', product.id))).at(-1);
  expect(entry).toMatchObject({
    action: 'product.version_update',
    detail: { version: 'v1', before: { lifecycle: 'published' }, after: { lifecycle: 'deprecated' } },
  });
});

test('an update replaces operations and says what was before', async () => {
  const { context } = fixture;
  const { product } = await makeCatalogue(context);
  const changes = { operations: ['embeddings'], name: 'Renamed' };
  const changed = await updateProduct(context, ADMIN, { product: product.slug, changes });
  expect(changed).toMatchObject({ name: 'Renamed', operations: ['embeddings'], slug: product.slug });
  expect((await auditOf(context, uuid('product', product.id))).at(-1)?.detail).toEqual({
    slug: product.slug,
    before: { name: product.name, operations: product.operations },
    after: { name: 'Renamed', operations: ['embeddings'] },
  });
});

test('what is subscribed to goes no more back into drafts, and only untouched drafts are deleted', async () => {
  const { context } = fixture;
  const { product, plan } = await makeCatalogue(context);
  const change = (lifecycle: 'draft' | 'retired') =>
    updateProduct(context, ADMIN, { product: product.slug, changes: { lifecycle } });
  await expectRefusal(deleteProduct(context, ADMIN, { product: product.slug }), 'invalid_state');
  expect((await change('draft')).lifecycle).toBe('draft');
  await updateProduct(context, ADMIN, { product: product.slug, changes: { lifecycle: 'published' } });
  await subscribe(context, { product: product.slug, plan: plan.slug });
  await expectRefusal(change('draft'), 'invalid_state');
  await context.db.prisma.subscription.updateMany({ data: { status: 'cancelled' } });
  expect((await change('draft')).lifecycle).toBe('draft');
  await expectRefusal(deleteProduct(context, ADMIN, { product: product.slug }), 'invalid_state');
});

test('a draft is deleted with its plans and versions', async () => {
  const { context } = fixture;
  const { product, plan } = await makeCatalogue(context, { lifecycle: 'draft' });
  await deleteProduct(context, ADMIN, { product: product.id });
  await expectRefusal(getProduct(context, ADMIN, { product: product.id }), 'not_found');
  await expectRefusal(getPlan(context, ADMIN, { plan: plan.id }), 'not_found');
  expect((await auditOf(context, uuid('product', product.id))).at(-1)?.action).toBe('product.delete');
  await expectRefusal(deleteProduct(context, ADMIN, { product: product.id }), 'not_found');
});

test('the platform sees how much hangs on products and plans, members don’t', async () => {
  const { context } = fixture;
  const { product, plan } = await makeCatalogue(context, { approval: 'automatic' });
  await subscribe(context, { product: product.slug, plan: plan.slug });
  const second = await subscribe(context, { product: product.slug, plan: plan.slug });
  const third = await subscribe(context, { product: product.slug, plan: plan.slug });
  const { prisma } = context.db;
  await prisma.subscription.update({ where: { id: uuid('subscription', second.id) }, data: { status: 'pending' } });
  await prisma.subscription.update({ where: { id: uuid('subscription', third.id) }, data: { status: 'rejected' } });
  const counts = { plans: 1, openSubscriptions: 2, activeSubscriptions: 1 };
  expect((await getProduct(context, ADMIN, { product: product.slug })).counts).toEqual(counts);
  const listed = await listProducts(context, ADMIN, { q: product.slug });
  expect(listed.items.map((item) => item.counts)).toEqual([counts]);
  const ofPlan = { openSubscriptions: 2, activeSubscriptions: 1 };
  expect((await getPlan(context, ADMIN, { plan: plan.id })).counts).toEqual(ofPlan);
  expect((await listPlans(context, ADMIN, { product: product.slug })).items[0]?.counts).toEqual(ofPlan);
  const owner = member((await makeTenant(context)).id);
  expect(await getProduct(context, owner, { product: product.slug })).not.toHaveProperty('counts');
  expect((await listPlans(context, owner, { product: product.slug })).items[0]).not.toHaveProperty('counts');
});

test('lists are searched and filtered', async () => {
  const { context } = fixture;
  const { product, plan, provider } = await makeCatalogue(context);
  const slugs = async (input: object) => (await listProducts(context, ADMIN, input)).items.map(({ slug }) => slug);
  expect(await slugs({ q: product.name, lifecycle: 'published' })).toEqual([product.slug]);
  expect(await slugs({ q: product.name, lifecycle: 'retired' })).toEqual([]);
  const plans = async (input: object) => (await listPlans(context, ADMIN, input)).items.map(({ id }) => id);
  expect(await plans({ q: plan.name, status: 'active' })).toEqual([plan.id]);
  expect(await plans({ q: plan.name, status: 'disabled' })).toEqual([]);
  await updateProvider(context, ADMIN, { provider: provider.slug, changes: { status: 'disabled' } });
  const found = await listProviders(context, ADMIN, { q: provider.slug, status: 'disabled' });
  expect(found.items.map(({ slug, modelCount }) => [slug, modelCount])).toEqual([[provider.slug, 1]]);
  expect((await listProviders(context, ADMIN, { q: provider.slug, status: 'active' })).items).toEqual([]);
});

test('a plan’s words and status change, its prices don’t', async () => {
  const { context } = fixture;
  const { plan } = await makeCatalogue(context);
  const changes = UpdatePlanSchema.parse({ name: 'Gold', description: 'shiny', status: 'disabled', prices: [] });
  const changed = await updatePlan(context, ADMIN, { plan: plan.id, changes });
  expect(changed).toMatchObject({ name: 'Gold', description: 'shiny', status: 'disabled', prices: plan.prices });
  expect((await auditOf(context, uuid('plan', plan.id))).at(-1)?.detail).toMatchObject({
    before: { name: plan.name, description: '', status: 'active' },
    after: { name: 'Gold', description: 'shiny', status: 'disabled' },
  });
  await expectRefusal(updatePlan(context, ADMIN, { plan: 'none', changes: {} }), 'not_found');
});

test('a planned version is taken back, one in force or about to be never', async () => {
  const { context } = fixture;
  const { plan } = await makeCatalogue(context);
  const planFor = (inMs: number) =>
    createPlanVersion(context, ADMIN, {
      plan: plan.id,
      version: CreatePlanVersionSchema.parse({
        prices: [{ unit: 'request', amount: '1' }],
        prepayment: '25',
        effectiveFrom: new Date(Date.now() + inMs).toISOString(),
      }),
    });
  expect((await planFor(86_400_000)).versions[0]).toMatchObject({ version: 2, prepayment: '25' });
  await planFor(30_000);
  const take = (number: number) => deletePlanVersion(context, ADMIN, { plan: plan.id, version: number });
  expect((await take(2)).versions.map((row) => row.version)).toEqual([3, 1]);
  await expectRefusal(take(2), 'not_found');
  await expectRefusal(take(3), 'invalid_state');
  await expectRefusal(take(1), 'invalid_state');
  expect((await auditOf(context, uuid('plan', plan.id))).at(-1)?.action).toBe('plan.version_delete');
});

test('none of it is a member’s to do', async () => {
  const { context } = fixture;
  const { product, plan } = await makeCatalogue(context);
  const owner = member((await makeTenant(context)).id);
  const work = [
    createProductVersion(context, owner, { product: product.slug, version: version({}) }),
    updateProductVersion(context, owner, { product: product.slug, version: 'v1', changes: {} }),
    deleteProduct(context, owner, { product: product.slug }),
    updatePlan(context, owner, { plan: plan.id, changes: {} }),
    deletePlanVersion(context, owner, { plan: plan.id, version: 1 }),
    listProviders(context, owner, {}),
  ];
  for (const refused of work) await expectRefusal(refused, 'forbidden');
});

test('an entry of the platform’s audit log is the platform’s alone to read', async () => {
  const { context } = fixture;
  const { product } = await makeCatalogue(context);
  const [entry] = (await listAudit(context, ADMIN, { action: 'product.create', limit: 1 })).items;
  const auditId = entry?.id as string;
  expect(await getAuditEntry(context, ADMIN, { auditId })).toMatchObject({ resourceId: product.id, tenantId: null });
  const owner = member((await makeTenant(context)).id);
  await expectRefusal(getAuditEntry(context, owner, { auditId }), 'not_found');
});

test('how answers are kept is set, changed and taken back, and the model that compares must be there', async () => {
  const { context } = fixture;
  const { product, model } = await makeCatalogue(context);
  expect(product.cache).toBeNull();
  const update = (cache: unknown) =>
    updateProduct(context, ADMIN, { product: product.id, changes: UpdateProductSchema.parse({ cache }) });
  const exact = { mode: 'always', ttlSeconds: 60, maxBytes: 4096, shared: true, semantic: null };
  expect((await update(exact)).cache).toEqual(exact);
  const audit = await auditOf(context, uuid('product', product.id));
  expect(audit.at(-1)).toMatchObject({
    action: 'product.update',
    detail: { before: { cache: null }, after: { cache: exact } },
  });
  const semantic = { embeddingModel: model.name, threshold: 0.9 };
  expect((await update({ mode: 'on_request', semantic })).cache).toMatchObject({ mode: 'on_request', semantic });
  await expectRefusal(update({ mode: 'always', semantic: { embeddingModel: 'nobody' } }), 'unknown_reference');
  const renamed = await updateProduct(context, ADMIN, { product: product.id, changes: { name: 'Still kept' } });
  expect(renamed.cache).toMatchObject({ semantic });
  expect((await update(null)).cache).toBeNull();
  expect((await getProduct(context, ADMIN, { product: product.id })).cache).toBeNull();
});

test('a product that is switched off says why, to every gateway, until it is switched on again', async () => {
  const { context } = fixture;
  const { product } = await makeCatalogue(context);
  const reasonOf = async () =>
    (await loadCatalogue(context.db)).products.find(({ slug }) => slug === product.slug)?.stopReason;
  const before = await changeCounts(context);
  expect(product).toMatchObject({ stoppedAt: null, stopReason: null });
  const off = await stopProduct(context, ADMIN, { product: product.slug, reason: 'It answers nonsense.' });
  expect(off).toMatchObject({ stoppedAt: expect.any(String), stopReason: 'It answers nonsense.' });
  expect(await reasonOf()).toBe('It answers nonsense.');
  await stopProduct(context, ADMIN, { product: product.slug, reason: 'It answers nonsense.' });
  const told = await stopProduct(context, ADMIN, { product: product.id, reason: '' });
  expect(told).toMatchObject({ stoppedAt: off.stoppedAt, stopReason: '' });
  expect(await reasonOf()).toBe('');
  expect(await resumeProduct(context, ADMIN, { product: product.id })).toMatchObject({
    stoppedAt: null,
    stopReason: null,
  });
  await resumeProduct(context, ADMIN, { product: product.id });
  expect(await reasonOf()).toBeNull();
  expect((await changeCounts(context)).catalogue).toBe(before.catalogue + 3);
  const entries = await auditOf(context, uuid('product', product.id));
  expect(entries.map(({ action }) => action)).toEqual([
    'product.create', 'product.stop', 'product.stop', 'product.resume',
  ]); // prettier-ignore
  const stranger = member((await makeTenant(context)).id);
  await expectRefusal(stopProduct(context, stranger, { product: product.slug, reason: '' }), 'forbidden');
  await expectRefusal(resumeProduct(context, stranger, { product: product.slug }), 'forbidden');
});
