import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, changeCounts, createFixture, uuid, type Fixture } from '../../test/fixture.js';
import { noticesOf, subscriptionScene } from '../../test/subscription-scene.js';
import type { MemberActor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import { activatePaidSubscription } from './activate-paid-subscription.js';
import { approveSubscription } from './approve-subscription.use-case.js';
import { cancelSubscription } from './cancel-subscription.use-case.js';
import { getPrepaymentDue } from './get-prepayment-due.use-case.js';
import { getSubscription } from './get-subscription.use-case.js';
import { switchPlan } from './switch-plan.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture({ poolSize: 12 });
});
afterAll(() => fixture.close());

async function paidScene(prepayments: readonly [string | null, string | null]) {
  const { context } = fixture;
  const scene = await subscriptionScene(fixture, { approval: 'payment', prepayments });
  const subscription = await scene.request();
  const subscriptionId = uuid('subscription', subscription.id);
  /** A payment that arrives: its row becomes paid, and what waited goes on, in one transaction. */
  const pay = (amount: string, currency = 'USD', status: 'paid' | 'failed' = 'paid') =>
    inTransaction(context, async (tx) => {
      const tenantId = uuid('tenant', scene.tenant.id);
      await tx.payment.create({
        data: { id: newId(), tenantId, subscriptionId, provider: 'test', currency, amount, status },
      });
      await activatePaidSubscription(tx, subscriptionId);
    });
  const read = () => getSubscription(context, scene.owner, { subscriptionId: subscription.id });
  return { ...scene, subscription, pay, read };
}

const due = (actor: MemberActor, { id }: { id: string }) =>
  getPrepaymentDue(fixture.context, actor, { subscriptionId: id });

test('waits for the prepayment, and begins with the payment that reaches it', async () => {
  const { context } = fixture;
  const { owner, subscription, pay, read } = await paidScene(['25', null]);
  expect(subscription).toMatchObject({ status: 'approved', prepayment: '25', currency: 'USD', activatedAt: null });
  const before = await changeCounts(context);
  expect(await due(owner, subscription)).toEqual({ amount: '25', currency: 'USD' });
  await pay('24.999999999999');
  expect(await due(owner, subscription)).toEqual({ amount: '0.000000000001', currency: 'USD' });
  await pay('100', 'EUR');
  await pay('100', 'USD', 'failed');
  expect((await read()).status).toBe('approved');
  expect((await changeCounts(context)).caller).toBe(before.caller);
  await pay('0.000000000001');
  expect(await read()).toMatchObject({ status: 'active' });
  expect(await due(owner, subscription)).toEqual({ amount: null, currency: 'USD' });
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  expect(await noticesOf(fixture, owner.userId)).toEqual(['subscription.activated']);
});

test('of payments that arrive at once one begins it', async () => {
  const { context } = fixture;
  const { owner, pay, read } = await paidScene(['10', null]);
  const before = await changeCounts(context);
  await Promise.all(Array.from({ length: 8 }, () => pay('5')));
  expect((await read()).status).toBe('active');
  expect((await changeCounts(context)).caller).toBe(before.caller + 1);
  expect(await noticesOf(fixture, owner.userId)).toEqual(['subscription.activated']);
});

test('a plan that wants nothing first begins at once', async () => {
  const { subscription } = await paidScene([null, null]);
  expect(subscription).toMatchObject({ status: 'active', prepayment: null });
});

test('an admin may waive the payment', async () => {
  const { context } = fixture;
  const { subscription } = await paidScene(['25', null]);
  const review = { subscriptionId: subscription.id, reason: 'on the house' };
  expect(await approveSubscription(context, ADMIN, review)).toMatchObject({ status: 'active' });
});

test('a payment that comes too late begins nothing', async () => {
  const { context } = fixture;
  const { owner, subscription, pay, read } = await paidScene(['25', null]);
  await cancelSubscription(context, owner, { subscriptionId: subscription.id, reason: '' });
  await pay('25');
  expect((await read()).status).toBe('cancelled');
});

test('a switch is done at once for who has paid enough, else with the payment that reaches it', async () => {
  const { context } = fixture;
  const { owner, plans, subscription, pay, read } = await paidScene(['10', '30']);
  const toSecond = () => switchPlan(context, owner, { subscriptionId: subscription.id, plan: plans[1].slug });
  await pay('10');
  expect(await toSecond()).toMatchObject({
    plan: plans[0].slug,
    requestedPlan: { slug: plans[1].slug },
    prepayment: '30',
  });
  expect(await due(owner, subscription)).toEqual({ amount: '20', currency: 'USD' });
  await pay('19');
  expect((await read()).plan).toBe(plans[0].slug);
  await pay('1');
  expect(await read()).toMatchObject({ plan: plans[1].slug, requestedPlan: null, status: 'active' });
  const back = { subscriptionId: subscription.id, plan: plans[0].slug };
  expect(await switchPlan(context, owner, back)).toMatchObject({ plan: plans[0].slug, requestedPlan: null });
  expect(await noticesOf(fixture, owner.userId)).toEqual(['subscription.activated', 'subscription.switched']);
});
