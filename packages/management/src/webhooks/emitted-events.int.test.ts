/** What happens in the control plane is written to the outbox as the events of the contracts, in the same transaction. */
import { OccurredEventSchema, WEBHOOK_EVENTS } from '@turnpike/contracts/webhook-event';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import { archiveApplication } from '../applications/archive-application.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { createPlaygroundKey } from '../keys/create-playground-key.use-case.js';
import { disableKey } from '../keys/disable-key.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import { rotateKey } from '../keys/rotate-key.use-case.js';
import { approveSubscription } from '../subscriptions/approve-subscription.use-case.js';
import { rejectSubscription } from '../subscriptions/reject-subscription.use-case.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const tenantId = uuid('tenant', tenant.id);
  const occurred = async () => {
    const rows = await context.db.prisma.outboxMessage.findMany({
      where: { topic: 'event.occurred', payload: { path: ['tenantId'], equals: tenantId } },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ payload }) => {
      const { type, data } = OccurredEventSchema.parse(payload);
      return { type, data: WEBHOOK_EVENTS[type].parse(data) };
    });
  };
  const create = () => createKey(context, ADMIN, { applicationId: application.id, name: 'CI', environment: 'live' });
  return { context, tenant, application, owner: member(tenant.id), occurred, create };
}

test('keys: made, rotated and revoked; once, and not those of the playground', async () => {
  const { context, application, owner, occurred, create } = await scene();
  const key = await create();
  const { id, last4 } = key;
  await revokeKey(context, owner, { keyId: id, reason: 'leaked' });
  await revokeKey(context, owner, { keyId: id, reason: 'leaked' });
  const data = { id, applicationId: application.id, name: 'CI', environment: 'live', last4 };
  expect(await occurred()).toEqual([
    { type: 'key.created', data },
    { type: 'key.revoked', data: { ...data, reason: 'leaked' } },
  ]);
  expect(JSON.stringify(await occurred())).not.toContain(key.key);
  const rotated = await rotateKey(context, owner, { keyId: (await create()).id, overlap: 'now' });
  expect((await occurred()).slice(2)).toMatchObject([
    { type: 'key.created' },
    { type: 'key.created', data: { id: rotated.id } },
  ]);
  await disableKey(context, owner, { keyId: rotated.id, reason: '' });
  await createPlaygroundKey(context, owner, { applicationId: application.id, environment: 'test' });
  expect(await occurred()).toHaveLength(4);
});

test('keys of an archived application, each of them', async () => {
  const { context, application, owner, occurred, create } = await scene();
  const keys = [await create(), await create()];
  await createPlaygroundKey(context, owner, { applicationId: application.id, environment: 'test' });
  await archiveApplication(context, owner, { applicationId: application.id, reason: 'done' });
  const revoked = (await occurred()).filter(({ type }) => type === 'key.revoked');
  expect(revoked.map(({ data }) => (data as { id: string }).id).sort()).toEqual(keys.map(({ id }) => id).sort());
});

test('subscriptions: approved and rejected, with the reason', async () => {
  const { context, application, owner, occurred } = await scene();
  const { product, plan } = await makeCatalogue(context, { approval: 'manual' });
  const names = { applicationId: application.id, product: product.slug, plan: plan.slug };
  const request = async () => (await requestSubscription(context, owner, { ...names, message: '' })).id;
  const rejected = await request();
  await rejectSubscription(context, ADMIN, { subscriptionId: rejected, reason: 'not now' });
  const approved = await request();
  expect(await occurred()).toHaveLength(1);
  await approveSubscription(context, ADMIN, { subscriptionId: approved, reason: '' });
  await approveSubscription(context, ADMIN, { subscriptionId: approved, reason: '' });
  expect(await occurred()).toEqual([
    { type: 'subscription.rejected', data: { ...names, id: rejected, reason: 'not now' } },
    { type: 'subscription.approved', data: { ...names, id: approved, reason: '' } },
  ]);
});

test('what is refused tells nothing', async () => {
  const { context, tenant, application, occurred } = await scene();
  const input = { applicationId: application.id, name: 'x', environment: 'live' } as const;
  await expectRefusal(createKey(context, member(tenant.id, 'viewer'), input), 'forbidden');
  expect(await occurred()).toEqual([]);
});
