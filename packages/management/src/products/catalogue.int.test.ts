import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { CreatePlanSchema, CreatePlanVersionSchema } from '@turnpike/contracts/management/plans';
import { CreateProductSchema, DEFAULT_OPERATIONS, UpdateProductSchema } from '@turnpike/contracts/management/products';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  makeCatalogue,
  makeTenant,
  member,
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { open, providerBinding } from '../credentials/secret-box.js';
import { createModel } from '../models/create-model.use-case.js';
import { getModel } from '../models/get-model.use-case.js';
import { listModels } from '../models/list-models.use-case.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { createPlan } from '../plans/create-plan.use-case.js';
import { getPlan } from '../plans/get-plan.use-case.js';
import { listPlans } from '../plans/list-plans.use-case.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { getProvider } from '../providers/get-provider.use-case.js';
import { listProviders } from '../providers/list-providers.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import { createProduct } from './create-product.use-case.js';
import { getProduct } from './get-product.use-case.js';
import { listProducts } from './list-products.use-case.js';
import { listPublicProducts } from './list-public-products.use-case.js';
import { updateProduct } from './update-product.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('a product is published with version v1, the default operations and its models by name or id', async () => {
  const { context } = fixture;
  const { model } = await makeCatalogue(context);
  const before = await changeCounts(context);
  const product = await createProduct(
    context,
    ADMIN,
    CreateProductSchema.parse({ name: 'AI & more', models: [model.name, model.id], approval: 'auto' }),
  );
  expect(product).toMatchObject({
    slug: 'ai-more',
    approval: 'automatic',
    lifecycle: 'published',
    models: [model.name],
  });
  expect(product.versions).toEqual([
    {
      version: 'v1',
      lifecycle: 'published',
      operations: [...DEFAULT_OPERATIONS].sort(),
      models: [model.name],
    },
  ]);
  expect((await changeCounts(context)).catalogue - before.catalogue).toBe(1);
  for (const reference of [product.slug, product.id]) {
    expect(await getProduct(context, ADMIN, { product: reference })).toMatchObject(product);
  }
  expect((await auditOf(context, uuid('product', product.id)))[0]).toMatchObject({
    action: 'product.create',
    tenantId: null,
  });
});

test.each(['no-such-model', publicId('model', newId()), publicId('tenant', newId())])(
  'a product naming the model %s is refused whole',
  async (reference) => {
    const input = CreateProductSchema.parse({ name: uniqueName('product'), models: [reference] });
    const error = await expectRefusal(createProduct(fixture.context, ADMIN, input), 'unknown_reference');
    expect(error.message).toContain(reference);
    await expectRefusal(getProduct(fixture.context, ADMIN, { product: input.name }), 'not_found');
  },
);

test('a product is changed in part, and its models replaced', async () => {
  const { context } = fixture;
  const { product, model } = await makeCatalogue(context);
  const other = await makeCatalogue(context);
  const change = (changes: unknown) =>
    updateProduct(context, ADMIN, { product: product.slug, changes: UpdateProductSchema.parse(changes) });
  expect(await change({ approval: 'automatic' })).toMatchObject({
    approval: 'automatic',
    name: product.name,
    models: [model.name],
  });
  expect((await change({ models: [other.model.name] })).models).toEqual([other.model.name]);
  const cors = { origins: ['https://app.example.com', ' https://APP.example.com ', '*'], maxAgeSeconds: 60 };
  expect(await change({ cors, inspection: 'block' })).toMatchObject({
    cors: { origins: ['https://app.example.com', '*'], maxAgeSeconds: 60 },
    inspection: 'block',
  });
  for (const origin of ['app.example.com', 'https://app.example.com/path', 'javascript:1', 'https://*.example.com', ''])
    await expectRefusal(change({ cors: { origins: [origin] } }), 'validation_failed');
  expect(await change({ cors: null })).toMatchObject({ cors: null, inspection: 'block' });
  expect((await change({ lifecycle: 'retired' })).lifecycle).toBe('retired');
  await expectRefusal(updateProduct(context, ADMIN, { product: 'none', changes: {} }), 'not_found');
});

test('members and visitors see public, published products alone', async () => {
  const own = await createFixture();
  try {
    const shown = await makeCatalogue(own.context);
    const draft = await makeCatalogue(own.context, { lifecycle: 'draft' });
    const hidden = await makeCatalogue(own.context, { visibility: 'private' });
    const owner = member((await makeTenant(own.context)).id);
    const slugs = async (page: Promise<{ items: { slug: string }[] }>) => (await page).items.map(({ slug }) => slug);
    expect(await slugs(listPublicProducts(own.context, {}))).toEqual([shown.product.slug]);
    expect(await slugs(listProducts(own.context, owner, {}))).toEqual([shown.product.slug]);
    expect(await slugs(listProducts(own.context, ADMIN, {}))).toHaveLength(3);
    expect(await slugs(listPlans(own.context, owner, {}))).toEqual([shown.plan.slug]);
    for (const { product, plan } of [draft, hidden]) {
      await expectRefusal(getProduct(own.context, owner, { product: product.id }), 'not_found');
      await expectRefusal(getPlan(own.context, owner, { plan: plan.id }), 'not_found');
    }
  } finally {
    await own.close();
  }
});

test('a plan shows its prices to the last digit, and burst follows the rate', async () => {
  const { context } = fixture;
  const { product, model } = await makeCatalogue(context);
  const plan = await createPlan(
    context,
    ADMIN,
    CreatePlanSchema.parse({
      name: 'Gold',
      product: product.id,
      currency: 'eur',
      prices: [
        { unit: 'request', amount: '0' },
        { unit: 'input_token', amount: '0.000000000001', model: model.name },
        { unit: 'input_token', amount: '99999999999999999999999999.999999999999' },
      ],
      limits: { requestsPerSecond: 7, quotaPerMonth: 9_007_199_254_740_991 },
    }),
  );
  expect(plan).toMatchObject({
    slug: 'gold',
    product: product.slug,
    currency: 'EUR',
    version: 1,
    limits: { requestsPerSecond: 7, burst: 7, concurrency: null, quotaPerMonth: 9_007_199_254_740_991 },
  });
  expect(plan.prices).toEqual([
    { unit: 'request', amount: '0', model: null },
    { unit: 'input_token', amount: '0.000000000001', model: model.name },
    { unit: 'input_token', amount: '99999999999999999999999999.999999999999', model: null },
  ]);
  for (const reference of [plan.id, `${product.slug}/gold`]) {
    expect(await getPlan(context, ADMIN, { plan: reference })).toMatchObject(plan);
  }
});

test('a plan is refused for an unknown product or model, a taken slug, and two prices of one model', async () => {
  const { context } = fixture;
  const { product, plan, model } = await makeCatalogue(context);
  const create = (fields: object) =>
    createPlan(
      context,
      ADMIN,
      CreatePlanSchema.parse({
        name: 'P',
        product: product.slug,
        prices: [{ unit: 'request', amount: '1' }],
        ...fields,
      }),
    );
  await expectRefusal(create({ product: 'none' }), 'unknown_reference');
  await expectRefusal(create({ prices: [{ unit: 'request', amount: '1', model: 'none' }] }), 'unknown_reference');
  await expectRefusal(create({ slug: plan.slug }), 'conflict');
  const twice = [model.name, model.id].map((reference) => ({ unit: 'request', amount: '1', model: reference }));
  await expectRefusal(create({ prices: twice }), 'validation_failed');
});

test('of two products, plans or providers of one name the second gets a slug of its own', async () => {
  const { context } = fixture;
  const { product } = await makeCatalogue(context);
  const name = uniqueName('namesake');
  const suffixed = expect.stringMatching(new RegExp(`^${name}-[0-9a-f]{6}$`));
  const plan = { name, product: product.slug, prices: [{ unit: 'request', amount: '1' }] };
  const makers = [
    () => createProduct(context, ADMIN, CreateProductSchema.parse({ name })),
    () => createPlan(context, ADMIN, CreatePlanSchema.parse(plan)),
    () => createProvider(context, ADMIN, CreateProviderSchema.parse({ name, baseUrl: 'http://127.0.0.1:9/v1' })),
  ];
  for (const make of makers) {
    const before = await changeCounts(context);
    expect(await make()).toMatchObject({ slug: name, name });
    expect(await make()).toMatchObject({ slug: suffixed, name });
    expect((await changeCounts(context)).catalogue - before.catalogue).toBe(2);
  }
});

test('a product’s or provider’s slug that was asked for and is taken is a conflict', async () => {
  const { context } = fixture;
  const { product, provider } = await makeCatalogue(context);
  const again = [
    () => createProduct(context, ADMIN, CreateProductSchema.parse({ name: 'P', slug: product.slug })),
    () =>
      createProvider(context, ADMIN, CreateProviderSchema.parse({ baseUrl: provider.baseUrl, slug: provider.slug })),
  ];
  for (const make of again) expect((await expectRefusal(make(), 'conflict')).param).toBe('slug');
});

test('two providers of one address both keep a credential that opens', async () => {
  const { context } = fixture;
  const baseUrl = `http://${uniqueName('host')}.example/v1`;
  const input = CreateProviderSchema.parse({ baseUrl, kind: 'openai', credential: 'sk-of-both' });
  for (const made of [await createProvider(context, ADMIN, input), await createProvider(context, ADMIN, input)]) {
    expect(made).toMatchObject({ kind: 'openai-compatible', name: made.slug });
    const providerId = uuid('provider', made.id);
    const row = await context.db.prisma.providerCredential.findFirstOrThrow({ where: { providerId } });
    expect(open(context.credentialKeys, row, providerBinding(providerId))).toBe('sk-of-both');
  }
});

test('two plans of one slug under two products are told apart', async () => {
  const { context } = fixture;
  const [one, two] = [await makeCatalogue(context), await makeCatalogue(context)];
  const slug = uniqueName('same');
  for (const { product } of [one, two]) {
    const prices = [{ unit: 'request', amount: '1' }];
    await createPlan(context, ADMIN, CreatePlanSchema.parse({ name: slug, slug, product: product.slug, prices }));
  }
  await expectRefusal(getPlan(context, ADMIN, { plan: slug }), 'conflict');
  expect((await getPlan(context, ADMIN, { plan: `${two.product.slug}/${slug}` })).product).toBe(two.product.slug);
});

test('a new plan version leaves the old as it was, and a future one waits', async () => {
  const { context } = fixture;
  const { plan } = await makeCatalogue(context);
  const version = (fields: object) =>
    createPlanVersion(context, ADMIN, {
      plan: plan.id,
      version: CreatePlanVersionSchema.parse({ prices: [{ unit: 'request', amount: '0.5' }], ...fields }),
    });
  const now = await version({});
  expect(now).toMatchObject({
    version: 2,
    currency: plan.currency,
    prices: [{ unit: 'request', amount: '0.5', model: null }],
  });
  expect(now.versions[1]).toEqual(plan.versions[0]);
  const later = await version({ effectiveFrom: '2099-01-01T00:00:00Z', limits: { concurrency: 3 } });
  expect(later).toMatchObject({ version: 2, limits: { concurrency: null } });
  expect(later.versions.map(({ version: number }) => number)).toEqual([3, 2, 1]);
  await expectRefusal(version({ effectiveFrom: '2020-01-01' }), 'validation_failed');
});

test('versions made at once get a number each', async () => {
  const { context } = fixture;
  const { plan } = await makeCatalogue(context);
  const version = CreatePlanVersionSchema.parse({ prices: [{ unit: 'request', amount: '1' }] });
  await Promise.all(Array.from({ length: 5 }, () => createPlanVersion(context, ADMIN, { plan: plan.id, version })));
  const { versions } = await getPlan(context, ADMIN, { plan: plan.id });
  expect(versions.map(({ version: number }) => number)).toEqual([6, 5, 4, 3, 2, 1]);
});

test('a credential is sealed, never shown, never audited, and can be replaced or forgotten', async () => {
  const { context } = fixture;
  const secret = 'sk-very-secret-credential';
  const provider = await createProvider(
    context,
    ADMIN,
    CreateProviderSchema.parse({ baseUrl: 'https://api.example.com/v1', credential: secret }),
  );
  expect(provider).toMatchObject({ slug: 'api-example-com', hasCredential: true });
  expect(JSON.stringify(provider)).not.toContain(secret);
  const id = uuid('provider', provider.id);
  const read = async () => {
    const row = await context.db.prisma.providerCredential.findFirst({ where: { providerId: id } });
    if (row === null) return null;
    expect(Buffer.from(row.ciphertext).includes(secret)).toBe(false);
    return open(context.credentialKeys, row, providerBinding(id));
  };
  expect(await read()).toBe(secret);
  await updateProvider(context, ADMIN, { provider: provider.slug, changes: { baseUrl: 'https://api.example.com/v2' } });
  expect(await read()).toBe(secret);
  await updateProvider(context, ADMIN, { provider: provider.slug, changes: { credential: 'sk-other' } });
  expect(await read()).toBe('sk-other');
  expect(
    await updateProvider(context, ADMIN, { provider: provider.slug, changes: { credential: null } }),
  ).toMatchObject({
    hasCredential: false,
    baseUrl: 'https://api.example.com/v2',
  });
  expect(await read()).toBeNull();
  expect(JSON.stringify(await auditOf(context, id))).not.toMatch(/sk-(very|other)/);
});

test('a model keeps targets and cost, whichever way the cost is written', async () => {
  const { context } = fixture;
  const { provider } = await makeCatalogue(context);
  const create = (fields: object) => {
    const targets = [{ provider: provider.id, upstreamModel: 'gpt', weight: 3 }];
    return createModel(context, ADMIN, CreateModelSchema.parse({ name: uniqueName('m'), targets, ...fields }));
  };
  const asList = await create({
    cost: [
      { unit: 'output_token', amount: '0.00001' },
      { unit: 'input_token', amount: '0.000002' },
    ],
  });
  const asMap = await create({ cost: { input_token: '0.000002', output_token: '0.00001', currency: 'USD' } });
  for (const model of [asList, asMap]) {
    expect(model.cost.map(({ unit, amount, currency }) => [unit, amount, currency])).toEqual([
      ['input_token', '0.000002', 'USD'],
      ['output_token', '0.00001', 'USD'],
    ]);
    expect(model.targets).toMatchObject([
      { provider: provider.slug, upstreamModel: 'gpt', weight: 3, status: 'active' },
    ]);
    expect(await getModel(context, ADMIN, { model: model.name })).toEqual(model);
  }
  await expectRefusal(create({ name: asMap.name }), 'conflict');
  await expectRefusal(create({ targets: [{ provider: 'none', upstreamModel: 'x' }] }), 'unknown_reference');
});

test('members see neither providers nor upstream costs, and change nothing', async () => {
  const { context } = fixture;
  const { provider, model, product, plan } = await makeCatalogue(context);
  const owner = member((await makeTenant(context)).id);
  const version = CreatePlanVersionSchema.parse({ prices: [{ unit: 'request', amount: '1' }] });
  const refused = [
    getProvider(context, owner, { provider: provider.slug }),
    listProviders(context, owner, {}),
    getModel(context, owner, { model: model.name }),
    listModels(context, owner, {}),
    updateProvider(context, owner, { provider: provider.slug, changes: {} }),
    updateProduct(context, owner, { product: product.slug, changes: {} }),
    createPlanVersion(context, owner, { plan: plan.id, version }),
    createProduct(context, owner, CreateProductSchema.parse({ name: 'x' })),
    createProvider(context, owner, CreateProviderSchema.parse({ baseUrl: 'http://x.example' })),
    createModel(context, owner, CreateModelSchema.parse({ name: 'x' })),
    createPlan(
      context,
      owner,
      CreatePlanSchema.parse({ name: 'x', product: product.slug, prices: [{ unit: 'request', amount: '1' }] }),
    ),
  ];
  for (const work of refused) await expectRefusal(work, 'forbidden');
});
