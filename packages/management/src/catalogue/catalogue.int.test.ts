import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { CreatePlanSchema, CreatePlanVersionSchema } from '@turnpike/contracts/management/plans';
import { CreateProductSchema, UpdateProductSchema } from '@turnpike/contracts/management/products';
import { publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, makeTenant, member, uuid, type Fixture } from '../../test/fixture.js';
import type { Actor } from '../actor.js';
import { createModel } from '../models/create-model.use-case.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { createPlan } from '../plans/create-plan.use-case.js';
import { createProduct } from '../products/create-product.use-case.js';
import { updateProduct } from '../products/update-product.use-case.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { getCatalogueProduct } from './get-catalogue-product.use-case.js';
import { listCatalogue } from './list-catalogue.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
  const { context } = fixture;
  await createProvider(context, ADMIN, CreateProviderSchema.parse({ slug: 'p', baseUrl: 'http://127.0.0.1:9/v1' }));
  for (const name of ['parrot-1', 'owl_2']) {
    const input = { name, contextTokens: 4096, targets: [{ provider: 'p', upstreamModel: name }] };
    await createModel(context, ADMIN, CreateModelSchema.parse(input));
  }
  const make = (slug: string, fields: object = {}) =>
    createProduct(context, ADMIN, CreateProductSchema.parse({ slug, name: `The ${slug}`, ...fields }));
  await make('birds', { models: ['parrot-1', 'owl_2'], approval: 'payment', description: 'Feathered, 100% real' });
  await make('old', { lifecycle: 'deprecated' });
  for (const lifecycle of ['draft', 'retired']) await make(lifecycle, { lifecycle });
  await make('hidden', { visibility: 'private' });
});
afterAll(() => fixture.close());

const list = async (actor: Actor | null, q?: string) =>
  (await listCatalogue(fixture.context, actor, q === undefined ? {} : { q })).items.map(({ slug }) => slug);

test('a visitor sees what is published or deprecated, and public', async () => {
  expect(await list(null)).toEqual(['old', 'birds']);
  for (const product of ['draft', 'retired', 'hidden', 'none']) {
    await expectRefusal(getCatalogueProduct(fixture.context, null, { product }), 'not_found');
  }
  expect(await getCatalogueProduct(fixture.context, null, { product: 'old' })).toMatchObject({
    lifecycle: 'deprecated',
  });
});

test('a member sees their own tenant’s besides, and an admin what is on offer alone', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const own = member(tenant.id);
  expect(await list(own)).toEqual(['old', 'birds']);
  const ownerTenantId = uuid('tenant', tenant.id);
  await context.db.prisma.product.update({ where: { slug: 'hidden' }, data: { ownerTenantId } });
  expect(await list(own)).toEqual(['hidden', 'old', 'birds']);
  expect(await list(member((await makeTenant(context)).id))).toEqual(['old', 'birds']);
  expect(await list(null)).toEqual(['old', 'birds']);
  expect(await list(ADMIN)).toEqual(['hidden', 'old', 'birds']);
});

test.each([
  ['bird', ['birds']],
  ['THE ', ['old', 'birds']],
  ['feathered', ['birds']],
  ['PARROT', ['birds']],
  ['owl_2', ['birds']],
  ['owl%2', []],
  ['100%', ['birds']],
  ['_', ['birds']],
  ['\\', []],
  ['', ['old', 'birds']],
])('a search for %j finds %j', async (q, slugs) => {
  expect(await list(null, q)).toEqual(slugs);
});

test('a product shows its models, and its plans with the prices of today', async () => {
  const { context } = fixture;
  const plan = (fields: object) =>
    createPlan(
      context,
      ADMIN,
      CreatePlanSchema.parse({
        name: 'Flock',
        product: 'birds',
        description: 'For many',
        prepayment: '25.50',
        prices: [{ unit: 'input_token', amount: '0.000001', model: 'owl_2' }],
        ...fields,
      }),
    );
  const flock = await plan({});
  expect(flock).toMatchObject({ description: 'For many', prepayment: '25.5' });
  const version = (fields: object) =>
    createPlanVersion(context, ADMIN, { plan: flock.id, version: CreatePlanVersionSchema.parse(fields) });
  await version({ prices: [{ unit: 'request', amount: '0.5' }], prepayment: '30', limits: { concurrency: 3 } });
  await version({ prices: [{ unit: 'request', amount: '9' }], effectiveFrom: '2099-01-01' });
  const gone = await plan({ name: 'Gone' });
  await context.db.prisma.plan.update({ where: { id: uuid('plan', gone.id) }, data: { status: 'disabled' } });

  const shown = await getCatalogueProduct(context, null, { product: 'birds' });
  expect(shown).toMatchObject({ approval: 'payment', version: 'v1', lifecycle: 'published' });
  expect(shown.models).toEqual([
    { name: 'owl_2', description: '', contextTokens: 4096, maxOutputTokens: null },
    { name: 'parrot-1', description: '', contextTokens: 4096, maxOutputTokens: null },
  ]);
  expect(shown.plans).toMatchObject([
    {
      slug: 'flock',
      name: 'Flock',
      description: 'For many',
      version: 2,
      prepayment: '30',
      prices: [{ unit: 'request', amount: '0.5', model: null }],
      limits: { concurrency: 3, requestsPerSecond: null },
    },
  ]);
  const birds = (await context.db.prisma.product.findUniqueOrThrow({ where: { slug: 'birds' } })).id;
  expect(await getCatalogueProduct(context, null, { product: publicId('product', birds) })).toEqual(shown);
  const changes = UpdateProductSchema.parse({ models: ['owl_2'] });
  await updateProduct(context, ADMIN, { product: 'birds', changes });
  expect((await getCatalogueProduct(context, null, { product: 'birds' })).models).toHaveLength(1);
});

test('the list goes on behind its cursor', async () => {
  const page = await listCatalogue(fixture.context, null, { limit: 1 });
  const next = await listCatalogue(fixture.context, null, { limit: 1, cursor: page.nextCursor ?? '' });
  expect([page, next].map(({ items }) => items.map(({ slug }) => slug))).toEqual([['old'], ['birds']]);
  expect(next.nextCursor).toBeNull();
});
