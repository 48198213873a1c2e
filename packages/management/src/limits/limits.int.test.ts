/** Limits that tenants set on themselves and admins instead of a plan's: what is stored, counted and told. */
import type { LimitInput } from '@turnpike/contracts/limits';
import { SetLimitOverrideSchema, SetLimitsSchema } from '@turnpike/contracts/management/limits';
import { CreatePlanVersionSchema } from '@turnpike/contracts/management/plans';
import { newId } from '@turnpike/domain/ids';
import { monthPeriod } from '@turnpike/domain/period';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import { subscriptionScene } from '../../test/subscription-scene.js';
import { archiveApplication } from '../applications/archive-application.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import type { LivePort } from '../management-context.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { getPlan } from '../plans/get-plan.use-case.js';
import { loadCallerById } from '../snapshot/load-caller.js';
import { switchPlan } from '../subscriptions/switch-plan.use-case.js';
import { endOverrides } from './end-overrides.js';
import { getLimitOverride } from './get-limit-override.use-case.js';
import { getLimits } from './get-limits.use-case.js';
import { getTenantWeight } from './get-tenant-weight.use-case.js';
import type { LimitOwner } from './limit-owner.js';
import { listLimitOverrides } from './list-limit-overrides.use-case.js';
import { listLimitStates } from './list-limit-states.use-case.js';
import { removeLimitOverride } from './remove-limit-override.use-case.js';
import { setLimitOverride } from './set-limit-override.use-case.js';
import { setLimits } from './set-limits.use-case.js';
import { setTenantWeight } from './set-tenant-weight.use-case.js';

/** How limits stand, as the request path would say; null: it can't be asked. */
let states: Awaited<ReturnType<LivePort['limits']>> = null;
const asked: unknown[] = [];

let fixture: Fixture;
beforeAll(async () => {
  const live: LivePort = {
    balance: async () => null,
    limits: async (what) => {
      asked.push(what);
      return states;
    },
  };
  fixture = await createFixture({ live });
});
afterAll(() => fixture.close());

let tenantId: string;
let applicationId: string;
let keyId: string;
beforeEach(async () => {
  const { context } = fixture;
  ({ id: tenantId } = await makeTenant(context));
  ({ id: applicationId } = await makeApplication(context, tenantId));
  ({ id: keyId } = await createKey(context, ADMIN, { applicationId, name: 'x', environment: 'live' }));
});

const set = (owner: LimitOwner, ...limits: LimitInput[]) =>
  setLimits(fixture.context, member(tenantId, 'developer'), { ...SetLimitsSchema.parse({ limits }), owner });

const QUOTA = { kind: 'quota', name: 'monthly', limit: 100, period: 'month' } as const;
const TOKENS = { kind: 'quota', name: 'tokens', unit: 'tokens', limit: 1000, period: 'month' } as const;
const BUDGET = { kind: 'budget', name: 'spend', amount: '25', period: 'month' } as const;
const RATE = { kind: 'rate', name: 'calls', requests: 5, seconds: 60 } as const;

/** A recorded call of the key; what is given differs. */
async function record(change: Record<string, unknown> = {}): Promise<void> {
  const id = newId();
  const row = {
    id, requestId: id, kind: 'usage', tenantId: uuid('tenant', tenantId), applicationId: uuid('application', applicationId),
    apiKeyId: uuid('key', keyId), environment: 'live', operation: 'chat.completions', model: 'm', stream: false, status: 200,
    endReason: 'complete', usageSource: 'provider', inputTokens: 10n, reasoningTokens: 5n, currency: 'USD', charge: '0.000000000007',
    parts: [], attempts: 1, startedAt: new Date(), endedAt: new Date(), ...change,
  }; // prettier-ignore
  await fixture.context.db.prisma.usageEvent.create({ data: row as never });
}

/** What is counted of the tenant's limits, by scope; ids of the scopes are left out. */
async function counted(): Promise<Record<string, string>> {
  const rows = await fixture.context.db.prisma.quotaUsage.findMany({ where: { tenantId: uuid('tenant', tenantId) } });
  return Object.fromEntries(rows.map(({ scope, used }) => [scope.replace(/:?[0-9a-f-]{36}/, ''), used.toFixed()]));
}

async function told(topic: string) {
  const rows = await fixture.context.db.prisma.outboxMessage.findMany({ where: { topic }, orderBy: { id: 'asc' } });
  return rows.map(({ payload }) => payload as { tenantId: string; scopes: string[] });
}

describe('limits of one’s own', () => {
  test.each([
    ['tenant', () => ({ tenantId }), () => uuid('tenant', tenantId)],
    ['application', () => ({ applicationId }), () => uuid('application', applicationId)],
    ['key', () => ({ keyId }), () => uuid('key', keyId)],
  ] as const)('of a %s are set, shown, reach its callers, and are taken away', async (level, ownerOf, idOf) => {
    const { context } = fixture;
    const caller = () => loadCallerById(context.db, uuid('key', keyId));
    const epoch = Number((await caller())?.epoch);
    const { limits } = await set(ownerOf(), RATE);
    expect(limits).toEqual([{ ...RATE, onStoreFailure: 'closed' }]);
    expect((await getLimits(context, member(tenantId, 'viewer'), { owner: ownerOf() })).limits).toEqual(limits);
    const after = await caller();
    const terms = { ...after?.accountTerms, keyLimits: after?.terms?.limits };
    const field = `${level}Limits` as const;
    expect(terms[field]).toEqual(limits);
    expect(Number(after?.epoch)).toBe(epoch + 1);
    await set(ownerOf(), RATE);
    expect(Number((await caller())?.epoch), 'the same again is nothing new').toBe(epoch + 1);
    await set(ownerOf());
    expect(await caller()).toMatchObject({ terms: null, accountTerms: null });
    const entries = (await auditOf(context, idOf())).filter(({ action }) => action === `${level}.limits`);
    expect(entries.map(({ detail }) => detail)).toEqual([
      { before: [], after: limits },
      { before: limits, after: [] },
    ]);
  });

  test('may be seen by all members and set by those who build; one bound by nobody’s role is refused', async () => {
    const { context } = fixture;
    const limits = { ...SetLimitsSchema.parse({ limits: [RATE] }), owner: { tenantId } };
    await expectRefusal(setLimits(context, member(tenantId, 'viewer'), limits), 'forbidden');
    await expectRefusal(setLimits(context, member(tenantId, 'billing'), limits), 'forbidden');
    await setLimits(context, member(tenantId, 'admin'), limits);
  });

  test('are not set on what is over', async () => {
    const { context } = fixture;
    await revokeKey(context, ADMIN, { keyId, reason: 'x' });
    await expectRefusal(set({ keyId }, RATE), 'invalid_state');
    await archiveApplication(context, ADMIN, { applicationId, reason: 'x' });
    await expectRefusal(set({ applicationId }, RATE), 'invalid_state');
  });

  test('begin with what the running period has used', async () => {
    await record();
    await record({ model: 'other', charge: '0.5' });
    await record({ environment: 'test' });
    await record({ usageSource: 'none', inputTokens: 0n, reasoningTokens: 0n, charge: '0' });
    const reaped = { kind: 'reaped', endReason: 'interrupted', charge: '3' };
    await record(reaped);
    await record({ ...reaped, kind: 'reversal', inputTokens: -10n, reasoningTokens: -5n, charge: '-3' });
    const start = new Date(monthPeriod(Date.now(), 'UTC').startMs);
    await record({ id: idBefore(start), startedAt: new Date(start.getTime() - 1) });
    const view = await set({ keyId }, QUOTA, TOKENS, BUDGET, { ...QUOTA, name: 'of-one', models: ['other'] });
    expect(await counted()).toEqual({
      'key:monthly': '2',
      't:key:tokens': '30',
      'm:key:spend': '0.500000000007',
      'key:of-one': '1',
    });
    expect(view.counting).toEqual(
      ['monthly', 'tokens', 'spend', 'of-one'].map((name) => ({ name, since: start.toISOString() })),
    );
    const key = uuid('key', keyId);
    expect((await told('quotas.counted')).at(-1)).toEqual({
      tenantId: uuid('tenant', tenantId),
      scopes: [`key:${key}:monthly`, `t:key:${key}:tokens`, `m:key:${key}:spend`, `key:${key}:of-one`],
    });
  });

  test('of a tenant and an application count all of their keys, and nobody else’s', async () => {
    const { context } = fixture;
    const second = await createKey(context, ADMIN, { applicationId, name: 'y', environment: 'live' });
    await record();
    await record({ apiKeyId: uuid('key', second.id) });
    await record({ apiKeyId: newId(), applicationId: newId() });
    await record({ tenantId: newId() });
    await set({ applicationId }, QUOTA);
    await set({ tenantId }, QUOTA);
    expect(await counted()).toEqual({ 'application:monthly': '2', 'tenant:monthly': '3' });
  });

  test('keep their count when only the amount changes, and add it up again when they come back', async () => {
    await record();
    await set({ keyId }, QUOTA);
    await record();
    await set({ keyId }, { ...QUOTA, limit: 5 });
    expect(await counted(), 'the worker counts what comes later').toEqual({ 'key:monthly': '1' });
    await set({ keyId });
    await set({ keyId }, QUOTA);
    expect(await counted()).toEqual({ 'key:monthly': '2' });
  });

  test('that count apart begin at zero, and say so', async () => {
    await record();
    const view = await set({ keyId }, { ...QUOTA, per: 'end_user' });
    expect(await counted()).toEqual({});
    expect(view.counting).toEqual([{ name: 'monthly', since: null }]);
  });
});

/** An id of the millisecond before. */
function idBefore(start: Date): string {
  const hex = (start.getTime() - 1).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
}

describe('of a plan', () => {
  test('a version has limits of any kind, and its subscriptions begin with what they have used', async () => {
    const { context, tenant, application, plans, request } = await subscriptionScene(fixture);
    tenantId = tenant.id;
    applicationId = application.id;
    const { id } = await request();
    await record({ subscriptionId: uuid('subscription', id) });
    await record();
    const version = (limits: object, effectiveFrom?: string) =>
      createPlanVersion(context, ADMIN, {
        plan: plans[0].slug,
        version: CreatePlanVersionSchema.parse({
          prices: [{ unit: 'request', amount: '1' }],
          limits,
          ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
        }),
      });
    await version({ quotaPerMonth: 10, more: [QUOTA, RATE] });
    expect(await counted()).toEqual({ sub: '1', 'subscription:monthly': '1' });
    const { limits } = await getPlan(context, ADMIN, { plan: plans[0].slug });
    expect(limits.more).toEqual([
      { ...QUOTA, unit: 'requests', onStoreFailure: 'closed' },
      { ...RATE, onStoreFailure: 'closed' },
    ]);
    await version({ more: [BUDGET] }, new Date(Date.now() + 3_600_000).toISOString());
    expect(await counted(), 'one to come counts from then on').toEqual({ sub: '1', 'subscription:monthly': '1' });
  });

  test('another plan’s quotas begin with what was used under the first', async () => {
    const { context, tenant, application, owner, plans, request } = await subscriptionScene(fixture);
    tenantId = tenant.id;
    applicationId = application.id;
    const { id } = await request();
    await createPlanVersion(context, ADMIN, {
      plan: plans[1].slug,
      version: CreatePlanVersionSchema.parse({
        prices: [{ unit: 'request', amount: '1' }],
        limits: { quotaPerMonth: 10 },
      }),
    });
    await record({ subscriptionId: uuid('subscription', id) });
    await switchPlan(context, owner, { subscriptionId: id, plan: plans[1].slug });
    expect(await counted()).toEqual({ sub: '1' });
  });
});

describe('instead of a plan’s', () => {
  async function subscribed() {
    const scene = await subscriptionScene(fixture);
    tenantId = scene.tenant.id;
    applicationId = scene.application.id;
    ({ id: keyId } = await createKey(scene.context, ADMIN, { applicationId, name: 'x', environment: 'live' }));
    await createPlanVersion(scene.context, ADMIN, {
      plan: scene.plans[0].slug,
      version: CreatePlanVersionSchema.parse({
        prices: [{ unit: 'request', amount: '1' }],
        limits: { quotaPerMonth: 10 },
      }),
    });
    const { id: subscriptionId } = await scene.request();
    const override = (more: object = {}) =>
      setLimitOverride(scene.context, ADMIN, {
        ...SetLimitOverrideSchema.parse({ limits: [QUOTA], reason: 'a launch', ...more }),
        subscriptionId,
      });
    return { ...scene, subscriptionId, override };
  }

  test('limits are put with a reason and an end, seen by the tenant, told to callers and taken away again', async () => {
    const { context, owner, subscriptionId, override, product, plans, application } = await subscribed();
    await record({ subscriptionId: uuid('subscription', subscriptionId) });
    const before = await changeCounts(context);
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    const view = await override({ endsAt });
    expect(view).toMatchObject({
      subscriptionId, tenantId, applicationId, reason: 'a launch', endsAt, createdBy: null, currency: 'USD',
      applicationName: application.name, productName: product.name, planName: plans[0].name,
      limits: [{ name: 'monthly', limit: 100 }],
    }); // prettier-ignore
    expect(await getLimitOverride(context, owner, { subscriptionId })).toEqual(view);
    expect((await listLimitOverrides(context, owner, {})).items).toEqual([view]);
    expect((await listLimitOverrides(context, ADMIN, { applicationId })).items).toEqual([view]);
    expect((await loadCallerById(context.db, uuid('key', keyId)))?.accountTerms?.overrides).toMatchObject([
      { limits: [{ name: 'monthly' }], endsAtMs: Date.parse(endsAt) },
    ]);
    expect(await counted()).toMatchObject({ 'subscription:monthly': '1' });
    await record({ subscriptionId: uuid('subscription', subscriptionId) });
    await removeLimitOverride(context, ADMIN, { subscriptionId });
    expect(await counted(), 'the plan’s quota knows of what was used meanwhile').toMatchObject({ sub: '2' });
    expect((await changeCounts(context)).caller).toBe(before.caller + 2);
    await expectRefusal(getLimitOverride(context, owner, { subscriptionId }), 'not_found');
    await expectRefusal(removeLimitOverride(context, ADMIN, { subscriptionId }), 'not_found');
    const entries = await auditOf(context, uuid('subscription', subscriptionId));
    expect(entries.map(({ action }) => action).slice(-2)).toEqual([
      'subscription.limits',
      'subscription.limits_remove',
    ]);
  });

  test('no member may put or take them, and none are put on what is over or until what is past', async () => {
    const { context, owner, subscriptionId, override } = await subscribed();
    const input = { ...SetLimitOverrideSchema.parse({ limits: [], reason: 'x' }), subscriptionId };
    await expectRefusal(setLimitOverride(context, owner, input), 'forbidden');
    await expectRefusal(removeLimitOverride(context, owner, { subscriptionId }), 'forbidden');
    await expectRefusal(override({ endsAt: '2020-01-01' }), 'validation_failed');
    await context.db.prisma.subscription.update({
      where: { id: uuid('subscription', subscriptionId) },
      data: { status: 'cancelled' },
    });
    await expectRefusal(override(), 'invalid_state');
  });

  test('those whose end has come are cleared away once, and what the plan’s quota missed is counted', async () => {
    const { context, subscriptionId, override } = await subscribed();
    const endsAt = new Date(Date.now() + 3_600_000);
    await override({ endsAt: endsAt.toISOString() });
    await record({ subscriptionId: uuid('subscription', subscriptionId) });
    expect(await endOverrides({ db: context.db, now: () => new Date(endsAt.getTime() - 1) })).toBe(0);
    expect(await endOverrides({ db: context.db, now: () => endsAt })).toBe(1);
    expect(await endOverrides({ db: context.db, now: () => endsAt })).toBe(0);
    expect(await counted()).toMatchObject({ sub: expect.stringMatching(/^[01]$/) });
    await expectRefusal(getLimitOverride(context, ADMIN, { subscriptionId }), 'not_found');
  });
});

test('how limits stand is asked of the request path, for what the actor may see, and refused while it can’t say', async () => {
  const { context } = fixture;
  const viewer = member(tenantId, 'viewer');
  await expectRefusal(listLimitStates(context, viewer, { applicationId }), 'limits_unavailable');
  const state = {
    name: 'calls', kind: 'quota', unit: 'requests', source: 'own', limit: '5', burst: null, seconds: null, period: 'day', used: '1',
    left: '4', resetsAt: null, currency: null, stop: null, per: null, models: null, onStoreFailure: 'closed',
  } as const; // prettier-ignore
  states = {
    asOf: new Date().toISOString(),
    limits: [
      { ...state, level: 'key', owner: { id: keyId, name: null } },
      { ...state, level: 'address', owner: { id: 'x', name: null } },
    ],
  };
  const shown = await listLimitStates(context, viewer, { applicationId, keyId });
  expect(
    shown.limits.map(({ owner }) => owner.name),
    'owners are named',
  ).toEqual(['x', null]);
  expect(shown.limits[0]).toMatchObject(state);
  expect(asked.at(-1)).toEqual({ applicationId: uuid('application', applicationId), keyId: uuid('key', keyId) });
  const other = await makeApplication(context, tenantId);
  await expectRefusal(listLimitStates(context, viewer, { applicationId: other.id, keyId }), 'not_found');
});

test('a tenant’s weight is set by the platform and reaches its callers', async () => {
  const { context } = fixture;
  const owner = member(tenantId);
  expect(await getTenantWeight(context, owner, { tenantId })).toEqual({ tenantId, weight: 1 });
  await expectRefusal(setTenantWeight(context, owner, { tenantId, weight: 3 }), 'forbidden');
  expect(await setTenantWeight(context, ADMIN, { tenantId, weight: 3 })).toEqual({ tenantId, weight: 3 });
  expect((await loadCallerById(context.db, uuid('key', keyId)))?.accountTerms?.weight).toBe(3);
});
