import { TargetSchema } from '@turnpike/contracts/management/models';
import { type RoutingPolicyInput, UpdateRoutingSchema } from '@turnpike/contracts/management/routing';
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
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { loadCatalogue } from '../snapshot/load-catalogue.js';
import { addTarget } from './add-target.use-case.js';
import { getModel } from './get-model.use-case.js';
import { updateRouting } from './update-routing.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const policy = (routing: RoutingPolicyInput | null) => UpdateRoutingSchema.parse({ routing }).routing;

/** A model of two targets: what serves it, and what shall one day. */
async function makeModel() {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const target = TargetSchema.parse({ provider: provider.slug, upstreamModel: 'next', weight: 1 });
  const { targets } = await addTarget(context, ADMIN, { model: model.id, target });
  const [stable, next] = targets.map(({ id }) => id) as [string, string];
  const canary: RoutingPolicyInput = {
    pools: [
      { name: 'stable', targets: [{ target: stable, weight: 9 }] },
      { name: 'canary', strategy: 'consistent_hash', hashOn: { header: 'X-Session' }, targets: [{ target: next }] },
    ],
    defaultPools: ['stable'],
    rules: [{ name: 'canary', percent: 10, stickyBy: 'api_key', use: ['canary', 'stable'] }],
  };
  return { model, provider, stable, next, canary };
}

test('a policy is set, shown with public ids, read by gateways with bare ones, and taken back', async () => {
  const { context } = fixture;
  const { model, provider, stable, next, canary } = await makeModel();
  const changes = await changeCounts(context);
  expect((await getModel(context, ADMIN, { model: model.id })).routing).toBeNull();
  const set = await updateRouting(context, ADMIN, { model: model.name, routing: policy(canary) });
  expect(set.routing).toEqual(policy(canary));
  expect((await getModel(context, ADMIN, { model: model.id })).routing).toEqual(set.routing);
  const read = async () => (await loadCatalogue(context.db)).models.find(({ name }) => name === model.name)?.routing;
  expect((await read())?.pools.map(({ targets }) => targets.map(({ target }) => target))).toEqual([
    [uuid('target', stable)],
    [uuid('target', next)],
  ]);
  // What is shown can be sent back as it is, and the same again is nothing new.
  await updateRouting(context, ADMIN, { model: model.name, routing: policy(set.routing) });
  expect((await changeCounts(context)).catalogue).toBe(changes.catalogue + 1);
  const back = await updateRouting(context, ADMIN, { model: model.name, routing: null });
  expect([back.routing, await read()]).toEqual([null, null]);
  const [first, second] = (await auditOf(context, uuid('model', model.id))).filter(
    ({ action }) => action === 'model.routing_update',
  );
  const pools = [
    `stable (weighted): ${provider.slug} upstream × 9`,
    `canary (consistent_hash on header x-session): ${provider.slug} next`,
  ].join('\n');
  const rules = 'canary: 10 % by api_key of every call to canary, stable';
  expect(first?.detail).toMatchObject({
    name: model.name,
    before: { pools: null, rules: null },
    after: { pools, rules, defaultPools: 'stable' },
  });
  expect(second?.detail).toMatchObject({ before: { pools, rules }, after: { pools: null, rules: null } });
});

test('only what changed is in the log', async () => {
  const { context } = fixture;
  const { model, next, canary } = await makeModel();
  await updateRouting(context, ADMIN, { model: model.name, routing: policy(canary) });
  const shadowed = policy({ ...canary, shadow: { target: next, percent: 5 }, attempts: { mostTries: 2 } });
  await updateRouting(context, ADMIN, { model: model.name, routing: shadowed });
  const detail = (await auditOf(context, uuid('model', model.id))).at(-1)?.detail as { after: object };
  expect(Object.keys(detail.after)).toEqual(['shadow', 'attempts']);
  expect(detail.after).toMatchObject({ shadow: expect.stringMatching(/^5 % to .* next$/) });
});

test('a policy names targets of its model and models there are, and says where it does not', async () => {
  const { context } = fixture;
  const { model, canary } = await makeModel();
  const other = await makeModel();
  const foreign = { targets: [{ target: other.stable }] };
  const unknown = publicId('target', newId());
  const cases: [Partial<RoutingPolicyInput>, code: string, param: string][] = [
    [
      {
        pools: [
          { name: 'stable', ...foreign },
          { name: 'canary', targets: [] },
        ],
      },
      'unknown_reference',
      'routing.pools.0.targets.0.target',
    ],
    [{ shadow: { target: unknown } }, 'unknown_reference', 'routing.shadow.target'],
    [{ fallbackModels: [other.model.name, 'nothing'] }, 'unknown_reference', 'routing.fallbackModels.1'],
    [{ fallbackModels: [model.name] }, 'validation_failed', 'routing.fallbackModels.0'],
  ];
  for (const [change, code, param] of cases) {
    const routing = policy({ ...canary, ...change });
    const error = await expectRefusal(updateRouting(context, ADMIN, { model: model.name, routing }), code as never);
    expect(error.param).toBe(param);
  }
  expect((await getModel(context, ADMIN, { model: model.name })).routing).toBeNull();
  const fallbackModels = [other.model.name];
  const set = await updateRouting(context, ADMIN, {
    model: model.name,
    routing: policy({ ...canary, fallbackModels }),
  });
  expect(set.routing?.fallbackModels).toEqual(fallbackModels);
  await expectRefusal(updateRouting(context, ADMIN, { model: 'none', routing: null }), 'not_found');
});

test('no member of an organisation may set one', async () => {
  const { context } = fixture;
  const { model } = await makeModel();
  const { id } = await makeTenant(context);
  await expectRefusal(updateRouting(context, member(id), { model: model.name, routing: null }), 'forbidden');
});
