import {
  CreateModelCostSchema,
  CreateModelSchema,
  TargetSchema,
  UpdateModelSchema,
  UpdateTargetSchema,
} from '@turnpike/contracts/management/models';
import { TestModelSchema } from '@turnpike/contracts/management/provider-tests';
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
import type { Actor } from '../actor.js';
import { updateProduct } from '../products/update-product.use-case.js';
import type { ProbeTarget, ProviderProbe } from '../providers/target-probe.js';
import { testProvider } from '../providers/test-provider.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import { addModelCost } from './add-model-cost.use-case.js';
import { addTargetCost } from './add-target-cost.use-case.js';
import { addTarget } from './add-target.use-case.js';
import { createModel } from './create-model.use-case.js';
import { getModel } from './get-model.use-case.js';
import { listMargins } from './list-margins.use-case.js';
import { listModels } from './list-models.use-case.js';
import { testModel } from './test-model.use-case.js';
import { updateModel } from './update-model.use-case.js';
import { updateTarget } from './update-target.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const cost = (input: unknown) => CreateModelCostSchema.parse(input);
const later = (ms: number) => new Date(Date.now() + ms).toISOString();
const DAY_MS = 86_400_000;

test('a model is changed in part, gateways hear of it, and the log says what was and is', async () => {
  const { context } = fixture;
  const { model } = await makeCatalogue(context);
  const before = await changeCounts(context);
  const changes = UpdateModelSchema.parse({ description: 'new', contextTokens: 5, status: 'disabled' });
  const changed = await updateModel(context, ADMIN, { model: model.name, changes });
  expect(changed).toMatchObject({ description: 'new', contextTokens: 5, status: 'disabled', targets: model.targets });
  const cleared = await updateModel(context, ADMIN, { model: model.id, changes: { contextTokens: null } });
  expect(cleared).toMatchObject({ contextTokens: null, status: 'disabled' });
  expect((await changeCounts(context)).catalogue - before.catalogue).toBe(2);
  expect((await auditOf(context, uuid('model', model.id)))[1]).toMatchObject({
    action: 'model.update',
    detail: {
      name: model.name,
      before: { description: '', contextTokens: null, status: 'active' },
      after: { description: 'new', contextTokens: 5, status: 'disabled' },
    },
  });
  await expectRefusal(updateModel(context, ADMIN, { model: 'none', changes: {} }), 'not_found');
});

test('what a model can be asked for is said, changed and shown, by operations there are', async () => {
  const { context } = fixture;
  const input = CreateModelSchema.parse({ name: uniqueName('painter'), operations: ['images.generations'] });
  const model = await createModel(context, ADMIN, input);
  expect(model.operations).toEqual(['images.generations']);
  const changes = UpdateModelSchema.parse({ operations: ['images.generations', 'images.edits'] });
  await updateModel(context, ADMIN, { model: model.id, changes });
  expect((await getModel(context, ADMIN, { model: model.id })).operations).toEqual(changes.operations);
  for (const operations of [['models.list'], ['nothing'], ['rerank', 'rerank']]) {
    expect(UpdateModelSchema.safeParse({ operations }).success).toBe(false);
  }
});

test('targets are added and changed, and only those of the model named', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const other = await makeCatalogue(context);
  const target = TargetSchema.parse({ provider: provider.id, upstreamModel: 'second', weight: 3 });
  const two = await addTarget(context, ADMIN, { model: model.name, target });
  expect(two.targets.map(({ upstreamModel, weight }) => [upstreamModel, weight])).toEqual([
    ['upstream', 1],
    ['second', 3],
  ]);
  const targetId = two.targets[1]?.id as string;
  const changes = UpdateTargetSchema.parse({ weight: 0, status: 'disabled' });
  const changed = await updateTarget(context, ADMIN, { model: model.name, targetId, changes });
  expect(changed.targets[1]).toMatchObject({ upstreamModel: 'second', weight: 0, status: 'disabled' });
  await expectRefusal(updateTarget(context, ADMIN, { model: other.model.name, targetId, changes }), 'not_found');
  const unknown = { ...target, provider: 'nobody' };
  await expectRefusal(addTarget(context, ADMIN, { model: model.name, target: unknown }), 'unknown_reference');
  const entries = await auditOf(context, uuid('model', model.id));
  expect(entries.map(({ action }) => action)).toEqual(['model.create', 'model.target_add', 'model.target_update']);
  expect(entries[2]?.detail).toMatchObject({ before: { weight: 3, status: 'active' }, after: { weight: 0 } });
});

test('a new cost leaves the old one where it was, and one planned for the same instant gives way', async () => {
  const { context } = fixture;
  const { model } = await makeCatalogue(context);
  const add = (version: unknown) => addModelCost(context, ADMIN, { model: model.name, version: cost(version) });
  const now = await add({ cost: { input_token: '0.000000000007' } });
  expect(now.cost.map(({ unit, amount }) => [unit, amount])).toEqual([
    ['input_token', '0.000000000007'],
    ['output_token', '0.000002'],
  ]);
  const effectiveFrom = later(DAY_MS);
  await add({ cost: { input_token: '9' }, effectiveFrom });
  const planned = await add({ cost: { input_token: '8' }, effectiveFrom });
  expect(planned.cost[0]?.amount).toBe('0.000000000007');
  expect(planned.costVersions.map(({ cost: items }) => items.map(({ amount }) => amount))).toEqual([
    ['8'],
    ['0.000000000007'],
    ['0.000001', '0.000002'],
  ]);
  await expectRefusal(add({ cost: { input_token: '1' }, effectiveFrom: '2001-01-01' }), 'validation_failed');
});

test('a cost in another currency has to name every unit, or two currencies would be added up', async () => {
  const { context } = fixture;
  const { model } = await makeCatalogue(context);
  const add = (version: unknown) => addModelCost(context, ADMIN, { model: model.name, version: cost(version) });
  const error = await expectRefusal(add({ cost: { input_token: '1', currency: 'EUR' } }), 'validation_failed');
  expect(error.param).toBe('cost');
  expect((await getModel(context, ADMIN, { model: model.name })).cost[0]?.currency).toBe('USD');
  const whole = await add({ cost: { input_token: '1', output_token: '2', currency: 'EUR' } });
  expect(new Set(whole.cost.map(({ currency }) => currency))).toEqual(new Set(['EUR']));
});

test('a target’s own costs stand beside the model’s: neither replaces the other, and margins go by the model’s', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const target = TargetSchema.parse({ provider: provider.id, upstreamModel: 'second' });
  const { targets } = await addTarget(context, ADMIN, { model: model.name, target });
  const [first, second] = targets.map(({ id }) => id) as [string, string];
  const add = (targetId: string, version: unknown) =>
    addTargetCost(context, ADMIN, { model: model.name, targetId, version: cost(version) });
  const effectiveFrom = later(DAY_MS);
  const modelCost = model.cost.map(({ unit, amount }) => [unit, amount]);

  // Another currency than the model's: it is of nobody's concern but the target's.
  await add(second, { cost: { input_token: '3', currency: 'EUR' } });
  await addModelCost(context, ADMIN, {
    model: model.name,
    version: cost({ cost: { input_token: '9' }, effectiveFrom }),
  });
  const view = await add(second, { cost: { input_token: '4', currency: 'EUR' }, effectiveFrom });

  expect(view.cost.map(({ unit, amount }) => [unit, amount])).toEqual(modelCost);
  expect(view.costVersions[0]?.cost).toEqual([{ unit: 'input_token', amount: '9', currency: 'USD' }]);
  const shown = view.targets.map(({ id, cost: own, costVersions }) => [
    id,
    own.map(({ amount }) => amount),
    costVersions.length,
  ]);
  expect(shown).toEqual([
    [first, [], 0],
    [second, ['3'], 2],
  ]);
  const [margins] = await listMargins(context, ADMIN, { models: [model.name] });
  expect(margins?.plans.map(({ costCurrency }) => costCurrency)).toEqual(margins?.plans.map(() => 'USD'));
  expect((await auditOf(context, uuid('model', model.id))).at(-1)).toMatchObject({
    action: 'model.target_cost',
    detail: { name: model.name, upstreamModel: 'second', effectiveFrom },
  });
});

test('a cost of a target is refused for a target of another model, in two currencies, and to members', async () => {
  const { context } = fixture;
  const { model } = await makeCatalogue(context);
  const other = await makeCatalogue(context);
  const targetId = model.targets[0]?.id as string;
  const add = (actor: Actor, name: string, version: unknown) =>
    addTargetCost(context, actor, { model: name, targetId, version: cost(version) });
  const version = { cost: { request: '1', input_token: '1' } };
  await expectRefusal(add(ADMIN, other.model.name, version), 'not_found');
  await expectRefusal(add(member((await makeTenant(context)).id), model.name, version), 'forbidden');
  await expectRefusal(add(ADMIN, model.name, { ...version, effectiveFrom: '2001-01-01' }), 'validation_failed');
  await add(ADMIN, model.name, version);
  await expectRefusal(add(ADMIN, model.name, { cost: { request: '1', currency: 'EUR' } }), 'validation_failed');
});

test('models are found by a part of their name, status and provider', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const odd = await createModel(context, ADMIN, CreateModelSchema.parse({ name: uniqueName('100_x') }));
  const names = async (input: object) => (await listModels(context, ADMIN, input)).items.map(({ name }) => name);
  expect(await names({ q: model.name.toUpperCase() })).toEqual([model.name]);
  expect(await names({ q: odd.name })).toEqual([odd.name]);
  expect(await names({ q: '%' })).toEqual([]);
  expect(await names({ provider: provider.slug })).toEqual([model.name]);
  expect(await names({ provider: provider.id, status: 'disabled' })).toEqual([]);
});

test('margins compare the price in force with the cost in force, model’s own price first', async () => {
  const { context } = fixture;
  const { model, plan } = await makeCatalogue(context);
  const [margins] = await listMargins(context, ADMIN, { models: [model.name] });
  expect(margins).toMatchObject({ model: model.name, plans: [{ planId: plan.id, costCurrency: 'USD' }] });
  expect(margins?.plans[0]?.units).toEqual([
    { unit: 'input_token', price: '0.000002', cost: '0.000001', margin: '0.000001', percent: '50' },
    { unit: 'output_token', price: '0.000004', cost: '0.000002', margin: '0.000002', percent: '50' },
  ]);
  const euros = await makeCatalogue(context, { currency: 'EUR' });
  const [mixed] = await listMargins(context, ADMIN, { models: [euros.model.id] });
  expect(mixed?.plans[0]).toMatchObject({ priceCurrency: 'EUR', costCurrency: 'USD' });
  expect(mixed?.plans[0]?.units[0]).toMatchObject({ price: '0.000002', margin: null, percent: null });
  await updateProduct(context, ADMIN, { product: euros.product.slug, changes: { lifecycle: 'retired' } });
  expect((await listMargins(context, ADMIN, { models: [euros.model.id] }))[0]?.plans).toEqual([]);
  await expectRefusal(listMargins(context, ADMIN, { models: ['none'] }), 'unknown_reference');
});

/** A probe that answers as told and remembers whom it asked. */
function fakeProbe(ok: (target: ProbeTarget, upstreamModel: string) => boolean) {
  const asked: ProbeTarget[] = [];
  const outcome = (good: boolean) =>
    good
      ? { ok: true, status: 200, latencyMs: 5, error: null }
      : { ok: false, status: 401, latencyMs: 5, error: { code: 'upstream_rejected_credential', reason: 'wrong key' } };
  const probe: ProviderProbe = {
    listModels: (target) => {
      asked.push(target);
      return Promise.resolve({ ...outcome(ok(target, '')), models: ['a'], modelCount: 1 });
    },
    call: (target, { upstreamModel }) => {
      asked.push(target);
      return Promise.resolve({ ...outcome(ok(target, upstreamModel)), tokens: null, text: 'hi' });
    },
  };
  return { probe, asked };
}

test('a test asks each target with its provider’s credential, and keeps that to itself', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const target = TargetSchema.parse({ provider: provider.slug, upstreamModel: 'broken' });
  const { targets } = await addTarget(context, ADMIN, { model: model.name, target });
  const { probe, asked } = fakeProbe((_target, upstreamModel) => upstreamModel !== 'broken');
  const request = TestModelSchema.parse({});
  const result = await testModel(context, ADMIN, { model: model.name, request, probe });
  expect(result).toMatchObject({
    ok: false,
    targets: [
      { ok: true, text: 'hi' },
      { ok: false, status: 401 },
    ],
  });
  expect(asked.map(({ credential }) => credential)).toEqual(['sk-secret', 'sk-secret']);
  expect(JSON.stringify(result)).not.toContain('sk-secret');
  const disabled = { model: model.name, targetId: targets[1]?.id as string, changes: { status: 'disabled' as const } };
  await updateTarget(context, ADMIN, disabled);
  expect(await testModel(context, ADMIN, { model: model.name, request, probe })).toMatchObject({ ok: true });
  const entry = (await auditOf(context, uuid('model', model.id))).findLast(({ action }) => action === 'model.test');
  expect(JSON.stringify(entry?.detail)).not.toContain('sk-secret');
  expect(entry?.detail).toMatchObject({ ok: true });
  expect(await context.db.prisma.usageEvent.count()).toBe(0);
});

test('a model without a target can’t be tested, nor can anybody but the platform’s admins test', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const bare = await createModel(context, ADMIN, CreateModelSchema.parse({ name: uniqueName('bare') }));
  const { probe, asked } = fakeProbe(() => true);
  const request = TestModelSchema.parse({});
  await expectRefusal(testModel(context, ADMIN, { model: bare.name, request, probe }), 'invalid_state');
  await expectRefusal(testModel(context, ADMIN, { model: 'none', request, probe }), 'not_found');
  const owner = member((await makeTenant(context)).id);
  await expectRefusal(testModel(context, owner, { model: model.name, request, probe }), 'forbidden');
  await expectRefusal(testProvider(context, owner, { provider: provider.slug, probe }), 'forbidden');
  expect(asked).toEqual([]);
});

test('a provider is tested with its own credential, or without one, and twenty times a minute', async () => {
  const { context } = fixture;
  const { provider } = await makeCatalogue(context);
  const { probe, asked } = fakeProbe(() => true);
  const tester = { ...ADMIN, id: newId() };
  const result = await testProvider(context, tester, { provider: provider.slug, probe });
  expect(result).toMatchObject({ ok: true, status: 200, models: ['a'], modelCount: 1 });
  await updateProvider(context, ADMIN, { provider: provider.slug, changes: { credential: null } });
  await testProvider(context, tester, { provider: provider.id, probe });
  expect(asked.map(({ credential }) => credential)).toEqual(['sk-secret', '']);
  // A test may fall on the turn of a window: forty attempts overrun two.
  const tries = await Promise.allSettled(
    Array.from({ length: 40 }, () => testProvider(context, tester, { provider: provider.slug, probe })),
  );
  const refused = tries.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(1);
  expect(refused[0]).toMatchObject({ reason: { code: 'too_many_attempts' } });
  const other = { ...ADMIN, id: newId() };
  await expectRefusal(testProvider(context, other, { provider: publicId('provider', newId()), probe }), 'not_found');
});
