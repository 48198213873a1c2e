import { RejectSubscriptionSchema } from '@turnpike/contracts/management/subscriptions';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, makeApplication, uuid, type Fixture } from '../../test/fixture.js';
import { mailTo, makePlatformAdmin, noticesOf, subscriptionScene } from '../../test/subscription-scene.js';
import { approveSubscription } from './approve-subscription.use-case.js';
import { listApprovals } from './list-approvals.use-case.js';
import { rejectSubscription } from './reject-subscription.use-case.js';
import { requestSubscription } from './request-subscription.use-case.js';
import { switchPlan } from './switch-plan.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('what waits is listed oldest first, with who asks and what they use; what was decided newest first', async () => {
  const { context } = fixture;
  const admin = await makePlatformAdmin(fixture);
  const one = await subscriptionScene(fixture, { approval: 'manual' });
  const two = await subscriptionScene(fixture, { approval: 'manual' });
  const [first, second] = [await one.request(), await two.request()];
  await expectRefusal(listApprovals(context, one.owner, {}), 'forbidden');
  expect(await noticesOf(fixture, admin)).toEqual(['subscription.requested', 'subscription.requested']);
  expect((await mailTo(fixture, admin)).map(({ template }) => template)).toEqual([
    'subscription_requested',
    'subscription_requested',
  ]);
  await spend(uuid('tenant', two.tenant.id), '1.25');

  const waiting = await listApprovals(context, ADMIN, {});
  expect(waiting.waiting).toBe(2);
  expect(waiting.items.map(({ subscription }) => subscription.id)).toEqual([first.id, second.id]);
  expect(waiting.items[0]).toMatchObject({
    kind: 'request',
    requester: { name: 'Person' },
    reviewer: null,
    tenant: { id: one.tenant.id, name: one.tenant.name },
    others: [],
    othersTotal: 0,
    spend30Days: null,
  });
  expect(waiting.items[1]?.spend30Days).toEqual({ amount: '1.25', currency: 'USD', requests: 3 });
  const page = await listApprovals(context, ADMIN, { limit: 1 });
  const next = await listApprovals(context, ADMIN, { limit: 1, cursor: page.nextCursor ?? '' });
  expect([page, next].map(({ items }) => items[0]?.subscription.id)).toEqual([first.id, second.id]);
  expect(next.nextCursor).toBeNull();

  await approveSubscription(context, ADMIN, { subscriptionId: second.id, reason: 'welcome' });
  await rejectSubscription(context, ADMIN, { subscriptionId: first.id, reason: 'unclear' });
  expect(await noticesOf(fixture, one.owner.userId)).toEqual(['subscription.rejected']);
  expect(await mailTo(fixture, one.owner.userId)).toMatchObject([{ outcome: 'rejected', reason: 'unclear' }]);
  const decided = await listApprovals(context, ADMIN, { state: 'decided', limit: 1 });
  expect(decided).toMatchObject({ waiting: 0, items: [{ subscription: { id: first.id } }] });
  const older = await listApprovals(context, ADMIN, {
    state: 'decided',
    limit: 1,
    cursor: decided.nextCursor ?? '',
  });
  expect(older).toMatchObject({ nextCursor: null, items: [{ subscription: { id: second.id } }] });
});

test('a switch of plan waits beside the requests, and its tenant’s other subscriptions are shown', async () => {
  const { context } = fixture;
  const { owner, plans, product, request, tenant } = await subscriptionScene(fixture, { approval: 'manual' });
  const { id } = await request();
  await approveSubscription(context, ADMIN, { subscriptionId: id, reason: '' });
  await switchPlan(context, owner, { subscriptionId: id, plan: plans[1].slug });
  const other = await makeApplication(context, tenant.id);
  const names = { product: product.slug, plan: plans[0].slug, message: '' };
  await requestSubscription(context, owner, { applicationId: other.id, ...names });
  const { items } = await listApprovals(context, ADMIN, {});
  expect(items.filter((item) => item.tenant.id === tenant.id)).toMatchObject([
    {
      kind: 'plan_switch',
      subscription: { id, requestedPlan: { slug: plans[1].slug } },
      others: [{ application: other.name, status: 'pending' }],
      othersTotal: 1,
    },
    { kind: 'request', others: [{ status: 'active' }], othersTotal: 1 },
  ]);
});

test('a rejection without a reason is refused before it is read', () => {
  for (const input of [{}, { reason: '' }, { reason: ' x ' }]) {
    expect(RejectSubscriptionSchema.safeParse(input).success).toBe(false);
  }
});

async function spend(tenantId: string, charge: string) {
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  const sums = { environment: 'live', model: 'm', currency: 'USD', costCurrency: 'USD', requests: 3, charge };
  await fixture.context.db.prisma.usageTotal.create({ data: { tenantId, hour, applicationId: newId(), ...sums } });
}
