import { derivedId } from '@turnpike/domain/derived-id';
import { newId, publicId } from '@turnpike/domain/ids';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { createGuardedEgress } from '@turnpike/egress/guarded-egress';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFixture, createTenant, type Fixture } from '../../test/fixture.js';
import {
  createEndpoint,
  createMember,
  deliveryContext,
  fanOutContext,
  LOOPBACK,
  type Receiver,
  startReceiver,
} from '../../test/webhooks.js';
import { claimDeliveries } from './claim-deliveries.js';
import { concludeTry } from './conclude-try.js';
import { type DeliveryContext, deliverLane } from './deliver-lane.js';
import { fanOutEvent } from './fan-out-event.js';
import { sweepLanes } from './sweep-lanes.js';
import type { Try } from './try-delivery.js';

let fixture: Fixture;
let receiver: Receiver;
let context: DeliveryContext;
const running = new AbortController().signal;

beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  receiver = await startReceiver();
  context = deliveryContext(fixture);
});
afterEach(async () => {
  await context.egress.destroy();
  await receiver.close();
});

interface DeliveryRow {
  id: string;
  state: string;
  attempts: number;
  pauseS: number;
  leaseUntil: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  url: string;
}

async function scene(events = 1, url = receiver.url) {
  const tenantId = await createTenant(fixture.pool);
  const endpoint = await createEndpoint(fixture, { tenantId, url });
  const eventIds: string[] = [];
  for (let index = 0; index < events; index++) {
    eventIds.push(newId());
    const event = {
      tenantId,
      type: 'key.created',
      occurredAt: '2026-11-21T08:00:00.000Z',
      data: { id: 'key_1' },
    } as const;
    await fanOutEvent(fanOutContext(fixture), eventIds[index] as string, {
      ...event,
      callbackUrl: null,
      endpointId: null,
    });
  }
  const rows = async (sql: string) => (await fixture.pool.query(sql, [endpoint.id])).rows;
  return {
    ...endpoint,
    eventIds,
    deliver: () => deliverLane(context, endpoint.id, running),
    deliveries: () =>
      rows(
        `SELECT id, state, attempts, extract(epoch FROM due_at - now())::float8 AS "pauseS", lease_until AS "leaseUntil",
           last_status AS "lastStatus", last_error AS "lastError", url
         FROM webhook_deliveries WHERE endpoint_id = $1 ORDER BY id`,
      ) as Promise<DeliveryRow[]>,
    tries: () =>
      rows(
        `SELECT a.* FROM webhook_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id
         WHERE d.endpoint_id = $1 ORDER BY a.number`,
      ),
    state: async () => (await rows('SELECT state, failing_since FROM webhook_endpoints WHERE id = $1'))[0],
    /** Makes everything that waits due. */
    hurry: () => rows('UPDATE webhook_deliveries SET due_at = now(), lease_until = NULL WHERE endpoint_id = $1'),
  };
}

const notices = async (tenantId: string) =>
  (await fixture.pool.query('SELECT user_id, kind, data FROM notices WHERE tenant_id = $1 ORDER BY id', [tenantId]))
    .rows;

const mails = async (to: string) =>
  (
    await fixture.pool.query<{ payload: object }>(
      `SELECT payload FROM outbox_messages WHERE topic = 'mail.requested' AND payload->>'to' = $1`,
      [to],
    )
  ).rows.map(({ payload }) => payload);

describe('a delivery', () => {
  test('arrives signed, and everything about it is on record', async () => {
    const { secret, eventIds, deliver, deliveries, tries, state } = await scene();
    receiver.answer = () => ({ status: 201, headers: { 'x-a': 'b', 'set-cookie': 'id=1' }, body: 'tha\0nks' });
    await deliver();
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: 'POST', path: '/hook' });
    const id = publicId('message', eventIds[0] as string);
    expect(request?.headers).toMatchObject({ 'webhook-id': id, 'x-webhook-event': 'key.created' });
    expect(new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {})).toEqual({
      type: 'key.created',
      timestamp: '2026-11-21T08:00:00.000Z',
      data: { id: 'key_1' },
    });
    expect(await deliveries()).toMatchObject([
      { state: 'delivered', attempts: 1, leaseUntil: null, lastStatus: 201, lastError: null },
    ]);
    expect(await tries()).toMatchObject([
      {
        number: 1,
        request_headers: { 'webhook-id': id },
        response_status: 201,
        response_headers: { 'x-a': 'b', 'set-cookie': '[redacted]' },
        response_body: 'thanks',
        error: null,
      },
    ]);
    expect(JSON.stringify(await tries())).not.toContain(secret);
    expect(await state()).toEqual({ state: 'enabled', failing_since: null });
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });

  test('that fails is due again by the schedule, under the same webhook-id with a signature of its own time', async () => {
    const { deliver, deliveries, tries, state, hurry } = await scene();
    receiver.answer = () => ({ status: 500, body: 'x'.repeat(9_000) });
    await deliver();
    const [failed] = await deliveries();
    expect(failed).toMatchObject({ state: 'pending', attempts: 1, leaseUntil: null, lastStatus: 500 });
    expect(failed?.pauseS).toBeGreaterThan(2);
    expect(failed?.pauseS).toBeLessThanOrEqual(5.5);
    expect((await tries())[0].response_body).toHaveLength(4_096);
    expect((await state()).failing_since).toBeInstanceOf(Date);
    await hurry();
    receiver.answer = null;
    await deliver();
    expect((await deliveries())[0]).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await state()).toEqual({ state: 'enabled', failing_since: null });
  });

  test('goes to the address its endpoint has by then', async () => {
    const { id, deliver, deliveries } = await scene(1, 'http://127.0.0.1:9/old');
    await fixture.pool.query('UPDATE webhook_endpoints SET url = $2 WHERE id = $1', [id, receiver.url]);
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', url: receiver.url }]);
  });

  test.each([
    ['http://127.0.0.1:9/', 'connect'],
    ['http://10.0.0.1/', 'address_not_allowed'],
    ['https://name.invalid/', 'dns'],
  ])('to %s has failed: %s', async (url, error) => {
    const { deliver, deliveries, tries } = await scene(1, url);
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'pending', lastStatus: null, lastError: error }]);
    expect(await tries()).toMatchObject([
      { response_status: null, response_headers: null, response_body: null, error },
    ]);
  });

  test('is refused where a name that was public when it was entered is private by now', async () => {
    const url = 'https://hooks.example.com/a';
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    const resolve = async () => answers.shift() ?? [];
    expect(await new AddressGuard({ allowed: [], resolve }).check(url)).toBeNull();
    const { deliver, deliveries } = await scene(1, url);
    await context.egress.destroy();
    context = { ...context, egress: createGuardedEgress({ allowed: [], resolve }) };
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: 1, lastError: 'address_not_allowed' }]);
    expect(answers).toEqual([]);
  });

  test('whose secret can not be opened says so, and is sent when it can', async () => {
    const { id, deliver, deliveries, hurry } = await scene();
    await fixture.pool.query(`UPDATE webhook_endpoints SET secret_key_id = 'lost' WHERE id = $1`, [id]);
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'pending', lastError: 'secret_unavailable' }]);
    expect(receiver.received).toEqual([]);
    const [keyId] = context.credentialKeys.byId.keys();
    await fixture.pool.query(`UPDATE webhook_endpoints SET secret_key_id = $2 WHERE id = $1`, [id, keyId]);
    await hurry();
    await deliver();
    expect(await deliveries()).toMatchObject([{ state: 'delivered' }]);
  });

  test('that was cancelled while it was tried stays so, unless it arrived', async () => {
    for (const [status, state] of [
      [500, 'cancelled'],
      [200, 'delivered'],
    ] as const) {
      const { deliveries, id } = await scene();
      const made = await claimDeliveries(context, id);
      await fixture.pool.query(`UPDATE webhook_deliveries SET state = 'cancelled' WHERE endpoint_id = $1`, [id]);
      await concludeTry(fixture.pool, made[0]!, tryOf(status));
      expect((await deliveries())[0]?.state).toBe(state);
    }
  });
});

function tryOf(status: number): Try {
  return {
    startedAt: new Date(),
    durationMs: 3,
    requestHeaders: {},
    status,
    responseHeaders: {},
    responseBody: '',
    error: null,
  };
}

describe('a callback', () => {
  test('is signed by the secret of its tenant and outlives no schedule of its own', async () => {
    const tenantId = await createTenant(fixture.pool);
    const eventId = newId();
    const event = {
      tenantId,
      type: 'job.completed',
      occurredAt: '2026-11-21T08:00:00.000Z',
      data: { id: 'job_1' },
    } as const;
    await fanOutEvent(fanOutContext(fixture), eventId, { ...event, callbackUrl: receiver.url, endpointId: null });
    receiver.answer = () => ({ status: 410 });
    await deliverLane(context, tenantId, running);
    expect(receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    const { rows } = await fixture.pool.query('SELECT state FROM webhook_deliveries WHERE id = $1', [
      derivedId(eventId, 'callback'),
    ]);
    expect(rows).toEqual([{ state: 'failed' }]);
  });
});

describe('an endpoint', () => {
  test('that says 410 is disabled, its people are told, and what waits for it rests', async () => {
    const { id, tenantId, deliver, deliveries, state } = await scene();
    const [owner, developer] = [
      await createMember(fixture, tenantId, 'owner'),
      await createMember(fixture, tenantId, 'developer'),
    ];
    await createMember(fixture, tenantId, 'viewer');
    receiver.answer = () => ({ status: 410 });
    await deliver();
    expect((await state()).state).toBe('gone');
    expect(await deliveries()).toMatchObject([{ state: 'failed', lastStatus: 410 }]);
    const told = await notices(tenantId);
    expect(told.map(({ user_id: userId }) => userId).sort()).toEqual([owner, developer].sort());
    expect(told[0]).toMatchObject({
      kind: 'webhook.disabled',
      data: { endpointId: publicId('webhook', id), why: 'gone' },
    });
    expect(await mails(`${owner}@example.com`)).toMatchObject([{ template: 'webhook_disabled', why: 'gone' }]);
    expect(await mails(`${developer}@example.com`)).toEqual([]);
  });

  test('that failed for five days is disabled with its next failure; enabled again it gets what waited', async () => {
    const { id, tenantId, deliver, deliveries, state, hurry } = await scene(2);
    const admin = await createMember(fixture, tenantId, 'admin');
    receiver.answer = () => ({ status: 500 });
    await fixture.pool.query(
      `UPDATE webhook_endpoints SET failing_since = now() - interval '4 days 23 hours' WHERE id = $1`,
      [id],
    );
    await deliver();
    expect((await state()).state).toBe('enabled');
    await fixture.pool.query(
      `UPDATE webhook_endpoints SET failing_since = now() - interval '5 days 1 hour' WHERE id = $1`,
      [id],
    );
    await hurry();
    await deliver();
    expect((await state()).state).toBe('failing');
    expect(await notices(tenantId)).toMatchObject([{ kind: 'webhook.disabled', data: { why: 'failing' } }]);
    expect(await mails(`${admin}@example.com`)).toHaveLength(1);
    await hurry();
    receiver.answer = null;
    receiver.received.length = 0;
    await deliver();
    expect(receiver.received).toEqual([]);
    expect((await deliveries()).map(({ state: one }) => one)).toEqual(['pending', 'pending']);
    await fixture.pool.query(`UPDATE webhook_endpoints SET state = 'enabled', failing_since = NULL WHERE id = $1`, [
      id,
    ]);
    await deliver();
    expect((await deliveries()).map(({ state: one }) => one)).toEqual(['delivered', 'delivered']);
  });

  test('whose deliveries are given up tells its people once a day', async () => {
    const { id, tenantId, deliver, deliveries, hurry } = await scene(2);
    await createMember(fixture, tenantId, 'developer');
    await fixture.pool.query('UPDATE webhook_deliveries SET attempts = 9 WHERE endpoint_id = $1', [id]);
    receiver.answer = () => ({ status: 500 });
    await deliver();
    expect((await deliveries()).map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(await notices(tenantId)).toMatchObject([{ kind: 'webhook.exhausted', data: { type: 'key.created' } }]);
    await fixture.pool.query(
      `UPDATE webhook_endpoints SET exhausted_told_at = now() - interval '25 hours' WHERE id = $1`,
      [id],
    );
    await fixture.pool.query(`UPDATE webhook_deliveries SET state = 'pending' WHERE endpoint_id = $1`, [id]);
    await hurry();
    await deliver();
    expect(await notices(tenantId)).toHaveLength(2);
  });
});

describe('the lease', () => {
  test('lets four tries of a lane run at once, whoever asks', async () => {
    const { id, deliveries } = await scene(6);
    const [one, other] = await Promise.all([claimDeliveries(context, id), claimDeliveries(context, id)]);
    expect(one.length + other.length).toBe(4);
    expect(await claimDeliveries(context, id)).toEqual([]);
    await concludeTry(fixture.pool, [...one, ...other][0]!, tryOf(200));
    expect(await claimDeliveries(context, id)).toHaveLength(1);
    expect((await deliveries()).filter(({ leaseUntil }) => leaseUntil !== null)).toHaveLength(4);
  });

  test('of a worker that died ends, and the try is repeated under the same webhook-id', async () => {
    const { id, deliver, deliveries } = await scene();
    await claimDeliveries(context, id);
    await deliver();
    expect(receiver.received).toEqual([]);
    await fixture.pool.query(
      `UPDATE webhook_deliveries SET lease_until = now() - interval '1 ms' WHERE endpoint_id = $1`,
      [id],
    );
    receiver.answer = () => ({ status: 500 });
    await deliver();
    const [row] = await deliveries();
    expect(row).toMatchObject({ state: 'pending', attempts: 2 });
    expect(row?.pauseS, 'the lost try took no step of the schedule').toBeLessThanOrEqual(5.5);
  });

  test('that was lost lets a late try decide nothing, and still be seen', async () => {
    const { id, deliveries, tries } = await scene();
    const [slow] = await claimDeliveries(context, id);
    await fixture.pool.query('UPDATE webhook_deliveries SET lease_until = NULL WHERE endpoint_id = $1', [id]);
    const [quick] = await claimDeliveries(context, id);
    expect((await concludeTry(fixture.pool, quick!, tryOf(200)))?.kind).toBe('delivered');
    expect(await concludeTry(fixture.pool, slow!, tryOf(500))).toBeNull();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', lastStatus: 200 }]);
    expect((await tries()).map(({ number, response_status: status }) => [number, status])).toEqual([
      [1, 500],
      [2, 200],
    ]);
  });
});

describe('the sweep', () => {
  test('asks for lanes with something due, and not for those that take nothing', async () => {
    await fixture.pool.query('DELETE FROM webhook_deliveries');
    const [due, later, leased, disabled] = [await scene(3), await scene(), await scene(), await scene()];
    await fixture.pool.query(`UPDATE webhook_deliveries SET due_at = now() - interval '40 s' WHERE endpoint_id = $1`, [
      due.id,
    ]);
    await fixture.pool.query(`UPDATE webhook_deliveries SET due_at = now() + interval '1 m' WHERE endpoint_id = $1`, [
      later.id,
    ]);
    await claimDeliveries(context, leased.id);
    await fixture.pool.query(`UPDATE webhook_endpoints SET state = 'disabled' WHERE id = $1`, [disabled.id]);
    const asked: string[] = [];
    const enqueue = async (lanes: readonly string[]) => void asked.push(...lanes);
    await sweepLanes(context, { enqueue, close: async () => undefined });
    expect(asked).toEqual([due.id]);
    const seconds = (await context.metrics.webhookOldestDueSeconds.get()).values[0]?.value ?? 0;
    expect(seconds).toBeGreaterThanOrEqual(40);
    expect(seconds).toBeLessThan(60);
  });

  test('goes from lane to lane by the index', async () => {
    await fixture.pool.query('DELETE FROM webhook_deliveries');
    const lanes = [await scene(3), await scene(3)];
    const tenantId = await createTenant(fixture.pool);
    const event = { tenantId, type: 'job.failed', occurredAt: '2026-11-21T08:00:00.000Z', data: {} } as const;
    await fanOutEvent(fanOutContext(fixture), newId(), { ...event, callbackUrl: receiver.url, endpointId: null });
    const asked: string[] = [];
    const enqueue = async (found: readonly string[]) => void asked.push(...found);
    await sweepLanes(context, { enqueue, close: async () => undefined });
    expect(asked.sort()).toEqual([...lanes.map(({ id }) => id), tenantId].sort());
  });
});

test('a receiver that never answers is left after the deadline', async () => {
  const { deliver, deliveries } = await scene();
  receiver.answer = () => null;
  const egress = createGuardedEgress({ allowed: LOOPBACK });
  const hasty = {
    ...egress,
    send: (request: Parameters<typeof egress.send>[0]) => egress.send({ ...request, deadlineMs: 50 }),
  };
  context = { ...context, egress: hasty };
  await deliver();
  expect(await deliveries()).toMatchObject([{ state: 'pending', lastError: 'timeout' }]);
});
