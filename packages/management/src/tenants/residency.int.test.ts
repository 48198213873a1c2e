import { TargetSchema, UpdateTargetSchema } from '@turnpike/contracts/management/models';
import { SetResidencySchema } from '@turnpike/contracts/management/residency';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import { createKey } from '../keys/create-key.use-case.js';
import { hashKey } from '../keys/key-hash.js';
import { addTarget } from '../models/add-target.use-case.js';
import { updateTarget } from '../models/update-target.use-case.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { loadCatalogue } from '../snapshot/load-catalogue.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { getResidency } from './get-residency.use-case.js';
import { setResidency } from './set-residency.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const policy = (input: object) => SetResidencySchema.parse(input);

test('a policy is set, shown, followed by every cached caller, and taken back', async () => {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  const owner = member(tenantId);
  const { id: applicationId } = await makeApplication(context, tenantId);
  const { key } = await createKey(context, ADMIN, { applicationId, name: 'x', environment: 'live' });
  const caller = () => loadCallerByKeyHash(context.db, hashKey(context.keyPepper, key));
  const before = await caller();
  expect(before?.residency).toBeNull();
  const { caller: told } = await changeCounts(context);
  const wanted = policy({ regions: [' EU ', 'ch', 'eu'], maxRetentionDays: 30 });
  const shown = { tenantId, regions: ['ch', 'eu'], maxRetentionDays: 30, models: { offered: 0, reachable: 0 } };
  expect(await setResidency(context, owner, { tenantId, ...wanted })).toEqual(shown);
  expect(await getResidency(context, member(tenantId, 'viewer'), { tenantId })).toEqual(shown);
  const after = await caller();
  expect(after?.residency).toEqual({ regions: ['ch', 'eu'], maxRetentionDays: 30 });
  expect(Number(after?.epoch)).toBe(Number(before?.epoch) + 1);
  // The same again is nothing new.
  await setResidency(context, owner, { tenantId, ...wanted });
  expect((await changeCounts(context)).caller).toBe(told + 1);
  await setResidency(context, ADMIN, { tenantId, ...policy({}) });
  expect((await caller())?.residency).toBeNull();
  const entries = (await auditOf(context, uuid('tenant', tenantId))).filter(
    ({ action }) => action === 'tenant.residency',
  );
  const none = { residencyRegions: [], maxRetentionDays: null };
  const some = { residencyRegions: ['ch', 'eu'], maxRetentionDays: 30 };
  expect(entries.map(({ detail }) => detail)).toEqual([
    { before: none, after: some },
    { before: some, after: none },
  ]);
});

test('it says how many of the models that are subscribed to it leaves', async () => {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  const { id: applicationId } = await makeApplication(context, tenantId);
  const places = [{ region: 'eu-central-1', retentionDays: 0 }, { region: 'us', retentionDays: 30 }, {}];
  for (const place of places) {
    const { product, plan, model } = await makeCatalogue(context, { approval: 'automatic' });
    const target = { model: model.id, targetId: model.targets[0]?.id ?? '', changes: UpdateTargetSchema.parse(place) };
    await updateTarget(context, ADMIN, target);
    const asked = { applicationId, product: product.slug, plan: plan.slug, message: '' };
    await requestSubscription(context, ADMIN, asked);
  }
  // Not subscribed to.
  await makeCatalogue(context);
  const left = async (input: object) => (await setResidency(context, ADMIN, { tenantId, ...policy(input) })).models;
  expect(await left({})).toEqual({ offered: 3, reachable: 3 });
  expect(await left({ regions: ['eu'] })).toEqual({ offered: 3, reachable: 1 });
  expect(await left({ regions: ['eu', 'us'] })).toEqual({ offered: 3, reachable: 2 });
  expect(await left({ maxRetentionDays: 0 })).toEqual({ offered: 3, reachable: 1 });
  expect(await left({ regions: ['us'], maxRetentionDays: 7 })).toEqual({ offered: 3, reachable: 0 });
});

test('a target’s whereabouts are kept, shown, changed and forgotten, and reach the request path', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  expect(model.targets[0]).toMatchObject({ region: null, retentionDays: null });
  const target = TargetSchema.parse({ provider: provider.slug, upstreamModel: 'b', region: 'EU', retentionDays: 0 });
  const { targets } = await addTarget(context, ADMIN, { model: model.id, target });
  expect(targets[1]).toMatchObject({ region: 'eu', retentionDays: 0 });
  const change = (changes: object) =>
    updateTarget(context, ADMIN, { model: model.id, targetId: targets[1]?.id ?? '', changes });
  expect((await change({ weight: 2 })).targets[1]).toMatchObject({ region: 'eu', retentionDays: 0, weight: 2 });
  expect((await change({ retentionDays: 30, region: null })).targets[1]).toMatchObject({ region: null });
  const rows = await loadCatalogue(context.db);
  const loaded = rows.models.find(({ name }) => name === model.name)?.targets[1];
  expect(loaded).toMatchObject({ region: null, retentionDays: 30 });
  const log = await auditOf(context, uuid('model', model.id));
  expect(log.at(-1)?.detail).toMatchObject({
    before: { region: 'eu', retentionDays: 0 },
    after: { region: null, retentionDays: 30 },
  });
});

test('only those set it who may change the organisation; who is no member knows of none', async () => {
  const { context } = fixture;
  const { id: tenantId } = await makeTenant(context);
  const set = { tenantId, ...policy({ regions: ['eu'] }) };
  for (const role of ['billing', 'developer', 'viewer'] as const)
    await expectRefusal(setResidency(context, member(tenantId, role), set), 'forbidden');
  const stranger = member((await makeTenant(context)).id);
  await expectRefusal(setResidency(context, stranger, set), 'not_found');
  await expectRefusal(getResidency(context, stranger, { tenantId }), 'not_found');
});

test.each([[['e']], [['eu central']], [['eu_1']], [['-eu']], [Array.from({ length: 21 }, (_, at) => `eu-${at}`)]])(
  'takes %j for no regions',
  (regions) => expect(SetResidencySchema.safeParse({ regions }).success).toBe(false),
);
