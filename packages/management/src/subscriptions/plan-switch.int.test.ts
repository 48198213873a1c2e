import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, changeCounts, createFixture, expectRefusal, member, type Fixture, uuid } from '../../test/fixture.js';
import {
  mailTo,
  makePlatformAdmin,
  noticesOf,
  subscriptionScene,
  type SceneOptions,
} from '../../test/subscription-scene.js';
import { approvePlanSwitch } from './approve-plan-switch.use-case.js';
import { approveSubscription } from './approve-subscription.use-case.js';
import { cancelSubscription } from './cancel-subscription.use-case.js';
import { getSubscriptionQuota } from './get-subscription-quota.use-case.js';
import { pauseSubscription } from './pause-subscription.use-case.js';
import { rejectPlanSwitch } from './reject-plan-switch.use-case.js';
import { resumeSubscription } from './resume-subscription.use-case.js';
import { switchPlan } from './switch-plan.use-case.js';
import { withdrawPlanSwitch } from './withdraw-plan-switch.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function active(options: SceneOptions) {
  const scene = await subscriptionScene(fixture, options);
  const { id } = await scene.request();
  const review = { subscriptionId: id, reason: '' };
  if (options.approval !== 'automatic') await approveSubscription(fixture.context, ADMIN, review);
  const toSecond = (plan = scene.plans[1].slug) =>
    switchPlan(fixture.context, scene.owner, { subscriptionId: id, plan });
  return { ...scene, subscriptionId: id, toSecond };
}

test('at a product of automatic approval the switch holds at once, and asking again changes nothing', async () => {
  const { context } = fixture;
  const { plans, toSecond } = await active({ approval: 'automatic' });
  const before = await changeCounts(context);
  expect(await toSecond()).toMatchObject({ plan: plans[1].slug, requestedPlan: null, status: 'active' });
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  expect(await toSecond()).toMatchObject({ plan: plans[1].slug, requestedPlan: null });
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
});

test('at a product of manual approval it waits, is told to the admins, and holds when approved', async () => {
  const { context } = fixture;
  const admin = await makePlatformAdmin(fixture);
  const { owner, plans, subscriptionId, toSecond } = await active({ approval: 'manual' });
  const before = await changeCounts(context);
  const waiting = await toSecond();
  expect(waiting).toMatchObject({ plan: plans[0].slug, requestedPlan: { slug: plans[1].slug }, status: 'active' });
  expect((await changeCounts(context)).caller).toBe(before.caller);
  expect(await toSecond()).toEqual(waiting);
  expect(await noticesOf(fixture, admin)).toEqual(['subscription.requested', 'subscription.switch_requested']);
  expect((await mailTo(fixture, admin)).map(({ plan }) => plan)).toEqual([plans[0].name, plans[1].name]);

  const review = { subscriptionId, plan: plans[1].id, reason: 'go on' };
  await expectRefusal(approvePlanSwitch(context, owner, review), 'forbidden');
  await expectRefusal(approvePlanSwitch(context, ADMIN, { ...review, plan: plans[0].slug }), 'invalid_state');
  expect(await approvePlanSwitch(context, ADMIN, review)).toMatchObject({
    plan: plans[1].slug,
    requestedPlan: null,
    reason: 'go on',
  });
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  expect(await noticesOf(fixture, owner.userId)).toEqual(['subscription.approved', 'subscription.switched']);
  expect((await mailTo(fixture, owner.userId)).at(-1)).toMatchObject({ outcome: 'approved', plan: plans[1].name });
  await expectRefusal(approvePlanSwitch(context, ADMIN, review), 'invalid_state');
});

test('a switch that is rejected leaves the plan as it was, and says why', async () => {
  const { context } = fixture;
  const { owner, plans, subscriptionId, toSecond } = await active({ approval: 'manual' });
  await toSecond();
  const review = { subscriptionId, plan: plans[1].slug, reason: 'not yet' };
  expect(await rejectPlanSwitch(context, ADMIN, review)).toMatchObject({
    plan: plans[0].slug,
    requestedPlan: null,
    status: 'active',
    reason: 'not yet',
  });
  expect((await mailTo(fixture, owner.userId)).at(-1)).toMatchObject({
    outcome: 'rejected',
    reason: 'not yet',
    plan: plans[1].name,
  });
});

test('a switch that waits can be taken back, once or twice', async () => {
  const { context } = fixture;
  const { owner, plans, subscriptionId, toSecond } = await active({ approval: 'manual' });
  await toSecond();
  for (let time = 0; time < 2; time++) {
    expect(await withdrawPlanSwitch(context, owner, { subscriptionId })).toMatchObject({ requestedPlan: null });
  }
  const review = { subscriptionId, plan: plans[1].slug, reason: '' };
  await expectRefusal(approvePlanSwitch(context, ADMIN, review), 'invalid_state');
});

test('the platform switches at once, whatever the product asks for', async () => {
  const { plans, subscriptionId } = await active({ approval: 'manual' });
  const switched = await switchPlan(fixture.context, ADMIN, { subscriptionId, plan: plans[1].id });
  expect(switched).toMatchObject({ plan: plans[1].slug, requestedPlan: null });
});

test('what is of another product, another currency or not active is refused', async () => {
  const { context } = fixture;
  const other = await active({ approval: 'automatic' });
  const { owner, subscriptionId, tenant, toSecond } = await active({
    approval: 'automatic',
    currencies: ['USD', 'EUR'],
  });
  await expectRefusal(toSecond(), 'currency_mismatch');
  await expectRefusal(toSecond(other.plans[0].slug), 'unknown_reference');
  await expectRefusal(toSecond(other.plans[0].id), 'unknown_reference');
  const viewer = member(tenant.id, 'viewer');
  await expectRefusal(switchPlan(context, viewer, { subscriptionId, plan: 'none' }), 'forbidden');
  await cancelSubscription(context, owner, { subscriptionId, reason: '' });
  await expectRefusal(toSecond(other.plans[0].id), 'unknown_reference');
  await expectRefusal(switchPlan(context, owner, { subscriptionId, plan: other.plans[1].slug }), 'unknown_reference');
});

test('cancelling ends it at once, once, and frees the place; a switch that waited is gone', async () => {
  const { context } = fixture;
  const { owner, subscriptionId, toSecond, request } = await active({ approval: 'manual' });
  await toSecond();
  const before = await changeCounts(context);
  const cancelled = await cancelSubscription(context, owner, { subscriptionId, reason: 'done' });
  expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'done', requestedPlan: null });
  expect(cancelled.cancelledAt).not.toBeNull();
  expect(await cancelSubscription(context, owner, { subscriptionId, reason: 'again' })).toEqual(cancelled);
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  await expectRefusal(toSecond(), 'invalid_state');
  expect((await request()).status).toBe('pending');
});

test('a request that waits is cancelled without a word to the gateways', async () => {
  const { context } = fixture;
  const { owner, request } = await subscriptionScene(fixture, { approval: 'manual' });
  const { id } = await request();
  const before = await changeCounts(context);
  const cancelled = await cancelSubscription(context, owner, { subscriptionId: id, reason: '' });
  expect(cancelled.status).toBe('cancelled');
  expect((await changeCounts(context)).caller).toBe(before.caller);
});

test('paused and resumed by the platform alone, each told to the gateways and to the tenant', async () => {
  const { context } = fixture;
  const { owner, subscriptionId } = await active({ approval: 'automatic' });
  const change = { subscriptionId, reason: 'too loud' };
  await expectRefusal(pauseSubscription(context, owner, change), 'forbidden');
  await expectRefusal(resumeSubscription(context, owner, change), 'forbidden');
  const before = await changeCounts(context);
  for (let time = 0; time < 2; time++) {
    expect(await pauseSubscription(context, ADMIN, change)).toMatchObject({ status: 'paused', reason: 'too loud' });
  }
  for (let time = 0; time < 2; time++) {
    expect(await resumeSubscription(context, ADMIN, change)).toMatchObject({ status: 'active' });
  }
  expect((await changeCounts(context)).caller).toBe(before.caller + 2);
  expect(await noticesOf(fixture, owner.userId)).toEqual(['subscription.paused', 'subscription.resumed']);
  await cancelSubscription(context, ADMIN, change);
  expect((await noticesOf(fixture, owner.userId)).at(-1)).toBe('subscription.cancelled');
  await expectRefusal(pauseSubscription(context, ADMIN, change), 'invalid_state');
});

test('the quota of the month counts live and test calls apart, in the organisation’s zone', async () => {
  const { context } = fixture;
  const { owner, subscriptionId, tenant } = await active({ approval: 'automatic' });
  const id = uuid('subscription', subscriptionId);
  const tenantId = uuid('tenant', tenant.id);
  const empty = await getSubscriptionQuota(context, owner, { subscriptionId });
  expect(empty).toMatchObject({ limit: null, used: 0, usedByTests: 0, timeZone: 'UTC' });
  const periodStart = new Date(empty.periodStart);
  const count = (scope: string, used: number, start = periodStart) =>
    context.db.prisma.quotaUsage.create({ data: { tenantId, scope, periodStart: start, used } });
  await count(`sub:${id}`, 7);
  await count(`sub:${id}:test`, 3);
  await count(`sub:${id}`, 100, new Date(periodStart.getTime() - 86_400_000));
  expect(await getSubscriptionQuota(context, owner, { subscriptionId })).toMatchObject({ used: 7, usedByTests: 3 });
});
