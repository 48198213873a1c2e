import { newId, publicId } from '@turnpike/domain/ids';
import type { DeliveryView } from '@turnpike/contracts/management/webhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  type Fixture,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import type { Actor } from '../actor.js';
import { createWebhookEndpoint } from './create-webhook-endpoint.use-case.js';
import { deleteWebhookEndpoint } from './delete-webhook-endpoint.use-case.js';
import { getCallbackSecret } from './get-callback-secret.use-case.js';
import { getDelivery } from './get-delivery.use-case.js';
import { getWebhookEndpoint } from './get-webhook-endpoint.use-case.js';
import { listDeliveries } from './list-deliveries.use-case.js';
import { listWebhookEndpoints } from './list-webhook-endpoints.use-case.js';
import { replayDelivery } from './replay-delivery.use-case.js';
import { replayUndelivered } from './replay-undelivered.use-case.js';
import { rotateCallbackSecret } from './rotate-callback-secret.use-case.js';
import { rotateWebhookSecret } from './rotate-webhook-secret.use-case.js';
import { sendTestEvent } from './send-test-event.use-case.js';
import { updateWebhookEndpoint } from './update-webhook-endpoint.use-case.js';
import { callbackBinding, endpointBinding, signingSecrets } from './webhook-secret.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const URL = 'https://hooks.example.com/a';
const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const owner = member(tenant.id);
  const create = (fields: object = {}, actor: Actor = owner) =>
    createWebhookEndpoint(context, actor, { tenantId: tenant.id, url: URL, description: '', events: [], ...fields });
  return { context, tenant, tenantId: uuid('tenant', tenant.id), owner, create };
}

/** A delivery of an event to that endpoint (public id), as the worker leaves it. */
async function deliver(
  tenantId: string,
  endpointId: string | null,
  fields: { state?: DeliveryView['state']; attempts?: number; leaseUntil?: Date; type?: string; status?: number } = {},
) {
  const { prisma } = fixture.context.db;
  const { state = 'pending', attempts = 1, leaseUntil = null, type = 'key.created', status = 500 } = fields;
  const [eventId, id] = [newId(), newId()];
  await prisma.webhookEvent.create({ data: { id: eventId, tenantId, type, body: `{"type":"${type}"}` } });
  await prisma.webhookDelivery.create({
    data: {
      id,
      tenantId,
      eventId,
      endpointId: endpointId === null ? null : uuid('webhook', endpointId),
      url: URL,
      state,
      attempts,
      leaseUntil,
      lastStatus: status,
      dueAt: new Date(Date.now() + 3_600_000),
      deliveredAt: state === 'delivered' ? new Date() : null,
    },
  });
  await prisma.webhookAttempt.create({
    data: {
      id: newId(),
      deliveryId: id,
      number: attempts,
      startedAt: new Date(),
      durationMs: 40,
      requestHeaders: { 'webhook-id': 'msg_1' },
      responseStatus: status,
      responseHeaders: { server: 'x' },
      responseBody: 'no',
    },
  });
  return { id: publicId('delivery', id), bare: id };
}

async function sealed(endpointId: string) {
  const id = uuid('webhook', endpointId);
  return { id, row: await fixture.context.db.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id } }) };
}

describe('an endpoint', () => {
  test('is made with a secret that is shown once and kept sealed', async () => {
    const { context, owner, create } = await scene();
    const { secret, ...created } = await create({ events: ['key.created', 'key.created'], description: 'CRM' });
    expect(secret).toMatch(SECRET);
    expect(created).toMatchObject({ url: URL, description: 'CRM', events: ['key.created'], state: 'enabled' });
    expect(await getWebhookEndpoint(context, owner, { endpointId: created.id })).toEqual(created);
    const { id, row } = await sealed(created.id);
    const at = { boundTo: endpointBinding(id), now: new Date() };
    expect(signingSecrets(context.credentialKeys, row, at)).toEqual([secret]);
    expect(() => signingSecrets(context.credentialKeys, row, { ...at, boundTo: endpointBinding(newId()) })).toThrow();
    const raw = await context.db.pool.query(
      'SELECT row_to_json(e)::text AS text FROM webhook_endpoints e WHERE id = $1',
      [id],
    );
    const audit = await auditOf(context, id);
    expect(audit.map(({ action }) => action)).toEqual(['webhook.create']);
    for (const text of [raw.rows[0].text, JSON.stringify(audit), JSON.stringify(created)]) {
      expect(text).not.toContain(secret.slice('whsec_'.length, -1));
    }
  });

  test('is refused where nothing may be sent to, without asking the network for those who may not', async () => {
    const { tenant, owner, context } = await scene();
    const asked: string[] = [];
    const check = async (url: string) => {
      asked.push(url);
      return 'not_public' as const;
    };
    const guarded = { ...context, addresses: { check } };
    const input = { tenantId: tenant.id, url: URL, description: '', events: [] };
    await expectRefusal(createWebhookEndpoint(guarded, member(tenant.id, 'viewer'), input), 'forbidden');
    await expectRefusal(createWebhookEndpoint(guarded, member((await makeTenant(context)).id), input), 'not_found');
    expect(asked).toEqual([]);
    const refusal = await expectRefusal(createWebhookEndpoint(guarded, owner, input), 'address_not_allowed');
    expect([refusal.param, refusal.message]).toEqual(['url', 'The address is not on the public internet.']);
    await expectRefusal(createWebhookEndpoint({ ...context, addresses: null }, owner, input), 'address_not_allowed');
    const made = await createWebhookEndpoint(context, owner, input);
    const changes = { url: 'https://other.example.com' };
    await expectRefusal(updateWebhookEndpoint(guarded, owner, { endpointId: made.id, changes }), 'address_not_allowed');
    expect((await updateWebhookEndpoint(guarded, owner, { endpointId: made.id, changes: { url: URL } })).url).toBe(URL);
  });

  test('is one of at most twenty, however many come at once; a deleted one makes room', async () => {
    const { context, owner, create } = await scene();
    const made = [];
    for (let index = 0; index < 18; index++) made.push(await create());
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => create()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expectRefusal(create(), 'invalid_state');
    await deleteWebhookEndpoint(context, owner, { endpointId: made[0]!.id });
    await create();
  });

  test('is changed, disabled and enabled, which forgets that it failed', async () => {
    const { context, owner, create } = await scene();
    const { id } = await create();
    const update = (changes: object) => updateWebhookEndpoint(context, owner, { endpointId: id, changes });
    expect(await update({ events: ['key.revoked'], description: 'x' })).toMatchObject({
      events: ['key.revoked'],
      description: 'x',
    });
    await update({ events: ['key.revoked'] });
    expect((await update({ enabled: false })).state).toBe('disabled');
    await context.db.prisma.webhookEndpoint.update({
      where: { id: uuid('webhook', id) },
      data: { state: 'failing', failingSince: new Date(0), disabledAt: new Date() },
    });
    expect((await update({ enabled: false })).state).toBe('failing');
    expect(await update({ enabled: true })).toMatchObject({ state: 'enabled', failingSince: null });
    const audit = await auditOf(context, uuid('webhook', id));
    expect(audit.map(({ action }) => action)).toEqual(['webhook.create', ...Array<string>(3).fill('webhook.update')]);
    expect(audit[1]?.detail).toMatchObject({ before: { events: [] }, after: { events: ['key.revoked'] } });
  });

  test('is deleted with its secrets, and what waited for it is cancelled', async () => {
    const { context, tenantId, owner, create } = await scene();
    const { id } = await create();
    const [waiting, failed] = [await deliver(tenantId, id), await deliver(tenantId, id, { state: 'failed' })];
    await deleteWebhookEndpoint(context, owner, { endpointId: id });
    await expectRefusal(getWebhookEndpoint(context, owner, { endpointId: id }), 'not_found');
    await expectRefusal(deleteWebhookEndpoint(context, owner, { endpointId: id }), 'not_found');
    expect((await getDelivery(context, owner, { deliveryId: waiting.id })).state).toBe('cancelled');
    expect((await getDelivery(context, owner, { deliveryId: failed.id })).state).toBe('failed');
    expect((await sealed(id)).row.secret).toHaveLength(0);
    expect((await listWebhookEndpoints(context, owner, {})).items).toEqual([]);
  });

  test('shows how the last day went', async () => {
    const { context, tenantId, owner, create } = await scene();
    const { id } = await create();
    await deliver(tenantId, id, { state: 'delivered', status: 200 });
    await deliver(tenantId, id, { state: 'failed' });
    await deliver(tenantId, id);
    const { health } = (await listWebhookEndpoints(context, owner, {})).items[0]!;
    expect(health).toMatchObject({ delivered: 1, failed: 1, pending: 1, medianMs: 40 });
    const tomorrow = { ...context, now: () => new Date(Date.now() + 86_400_000 + 60_000) };
    expect((await getWebhookEndpoint(tomorrow, owner, { endpointId: id })).health).toEqual({
      delivered: 0,
      failed: 0,
      pending: 0,
      lastDeliveredAt: null,
      medianMs: null,
    });
  });
});

describe('a secret', () => {
  test('is rotated with an overlap in which both sign, and without one', async () => {
    const { context, owner, create } = await scene();
    const made = await create();
    const rotate = (overlap: 'now' | '24h') => rotateWebhookSecret(context, owner, { endpointId: made.id, overlap });
    const valid = async (now: Date) => {
      const { id, row } = await sealed(made.id);
      return signingSecrets(context.credentialKeys, row, { boundTo: endpointBinding(id), now });
    };
    const second = await rotate('24h');
    expect(second.secret).toMatch(SECRET);
    expect(await valid(new Date())).toEqual([second.secret, made.secret]);
    expect(await valid(new Date(Date.parse(second.previousUntil ?? '')))).toEqual([second.secret]);
    expect((await getWebhookEndpoint(context, owner, { endpointId: made.id })).previousSecretUntil).toBe(
      second.previousUntil,
    );
    const third = await rotate('now');
    expect(third.previousUntil).toBeNull();
    expect(await valid(new Date())).toEqual([third.secret]);
  });

  test('of callbacks is made by the first rotation, once however many come at a time', async () => {
    const { context, tenant, tenantId, owner } = await scene();
    const input = { tenantId: tenant.id };
    expect(await getCallbackSecret(context, owner, input)).toEqual({ createdAt: null, previousSecretUntil: null });
    const rotate = () => rotateCallbackSecret(context, owner, { ...input, overlap: '1h' });
    const rotated = await Promise.all([rotate(), rotate(), rotate()]);
    expect(rotated.filter(({ previousUntil }) => previousUntil === null)).toHaveLength(1);
    const row = await context.db.prisma.callbackSecret.findUniqueOrThrow({ where: { tenantId } });
    const both = signingSecrets(context.credentialKeys, row, { boundTo: callbackBinding(tenantId), now: new Date() });
    expect(both).toHaveLength(2);
    for (const secret of both) expect(rotated.map((one) => one.secret)).toContain(secret);
    expect((await getCallbackSecret(context, owner, input)).createdAt).not.toBeNull();
    await expectRefusal(
      rotateCallbackSecret(context, ADMIN, { tenantId: publicId('tenant', newId()), overlap: 'now' }),
      'not_found',
    );
  });
});

describe('deliveries', () => {
  test('are listed by endpoint, state and type, callbacks among a tenant’s', async () => {
    const { context, tenant, tenantId, owner, create } = await scene();
    const [one, other] = [await create(), await create()];
    const first = await deliver(tenantId, one.id, { type: 'key.revoked' });
    const second = await deliver(tenantId, other.id, { state: 'delivered' });
    const callback = await deliver(tenantId, null, { type: 'job.completed' });
    const list = async (input: object) => (await listDeliveries(context, owner, input)).items.map(({ id }) => id);
    expect(await list({ tenantId: tenant.id })).toEqual([callback.id, second.id, first.id]);
    expect(await list({ endpointId: one.id })).toEqual([first.id]);
    expect(await list({ state: 'delivered' })).toEqual([second.id]);
    expect(await list({ type: 'job.completed' })).toEqual([callback.id]);
    expect(await list({ limit: 1 })).toEqual([callback.id]);
  });

  test('show what was sent and what came back', async () => {
    const { context, tenantId, owner, create } = await scene();
    const { id } = await create();
    const { id: deliveryId } = await deliver(tenantId, id, { attempts: 2 });
    const shown = await getDelivery(context, owner, { deliveryId });
    expect(shown).toMatchObject({ type: 'key.created', body: '{"type":"key.created"}', attempts: 2, lastStatus: 500 });
    expect(shown.eventId).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(shown.nextAttemptAt).not.toBeNull();
    expect(shown.tries).toMatchObject([{ number: 2, durationMs: 40, responseStatus: 500, responseBody: 'no' }]);
    await updateWebhookEndpoint(context, owner, { endpointId: id, changes: { enabled: false } });
    expect((await getDelivery(context, owner, { deliveryId })).nextAttemptAt).toBeNull();
  });

  test('are sent again, whatever became of them, with a whole schedule before them', async () => {
    const { context, tenantId, owner, create } = await scene();
    const { id } = await create();
    const { id: deliveryId, bare } = await deliver(tenantId, id, { state: 'failed', attempts: 10 });
    const before = await getDelivery(context, owner, { deliveryId });
    const replayed = await replayDelivery(context, owner, { deliveryId });
    expect(replayed).toMatchObject({ state: 'pending', attempts: 10, eventId: before.eventId });
    expect(Date.parse(replayed.nextAttemptAt ?? '')).toBeLessThanOrEqual(Date.now());
    const row = await context.db.prisma.webhookDelivery.findUniqueOrThrow({ where: { id: bare } });
    expect(row.scheduleFrom).toBe(10);
    expect((await auditOf(context, bare)).map(({ action }) => action)).toEqual(['delivery.replay']);
    const again = await deliver(tenantId, id, { state: 'delivered' });
    expect((await replayDelivery(context, owner, { deliveryId: again.id })).deliveredAt).toBeNull();
  });

  test('are not sent again while a try runs, nor to an endpoint that takes none', async () => {
    const { context, tenantId, owner, create } = await scene();
    const { id } = await create();
    const leased = await deliver(tenantId, id, { leaseUntil: new Date(Date.now() + 20_000) });
    await expectRefusal(replayDelivery(context, owner, { deliveryId: leased.id }), 'invalid_state');
    const failed = await deliver(tenantId, id, { state: 'failed' });
    await updateWebhookEndpoint(context, owner, { endpointId: id, changes: { enabled: false } });
    await expectRefusal(replayDelivery(context, owner, { deliveryId: failed.id }), 'invalid_state');
    await expectRefusal(replayUndelivered(context, owner, { endpointId: id }), 'invalid_state');
    await expectRefusal(sendTestEvent(context, owner, { endpointId: id }), 'invalid_state');
  });

  test('that did not arrive are sent again together', async () => {
    const { context, tenantId, owner, create } = await scene();
    const [{ id }, other] = [await create(), await create()];
    await deliver(tenantId, id, { state: 'failed' });
    await deliver(tenantId, id);
    await deliver(tenantId, id, { leaseUntil: new Date(Date.now() + 20_000) });
    for (const state of ['delivered', 'cancelled'] as const) await deliver(tenantId, id, { state });
    await deliver(tenantId, other.id, { state: 'failed' });
    const since = new Date(Date.now() + 60_000).toISOString();
    expect(await replayUndelivered(context, owner, { endpointId: id, since })).toEqual({ replayed: 0 });
    expect(await replayUndelivered(context, owner, { endpointId: id })).toEqual({ replayed: 2 });
    const due = await context.db.prisma.webhookDelivery.count({
      where: { tenantId, state: 'pending', dueAt: { lte: new Date() } },
    });
    expect(due).toBe(2);
  });
});

test('a test event is asked of the outbox, for that endpoint alone', async () => {
  const { context, tenantId, owner, create } = await scene();
  const { id } = await create();
  await sendTestEvent(context, owner, { endpointId: id });
  const messages = await context.db.prisma.outboxMessage.findMany({ where: { topic: 'event.occurred' } });
  expect(messages.map(({ payload }) => payload)).toContainEqual(
    expect.objectContaining({ tenantId, type: 'webhook.test', endpointId: uuid('webhook', id) }),
  );
});

test('a viewer sees none of it, a developer all', async () => {
  const { context, tenant, create } = await scene();
  const { id } = await create({}, member(tenant.id, 'developer'));
  for (const role of ['viewer', 'billing'] as const) {
    const actor = member(tenant.id, role);
    await expectRefusal(getWebhookEndpoint(context, actor, { endpointId: id }), 'forbidden');
    await expectRefusal(listWebhookEndpoints(context, actor, {}), 'forbidden');
    await expectRefusal(listDeliveries(context, actor, {}), 'forbidden');
    await expectRefusal(getCallbackSecret(context, actor, { tenantId: tenant.id }), 'forbidden');
  }
});
