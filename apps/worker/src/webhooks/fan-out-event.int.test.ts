import { OccurredEventSchema } from '@turnpike/contracts/webhook-event';
import { newId } from '@turnpike/domain/ids';
import { callbackBinding, signingSecrets } from '@turnpike/management/webhooks/webhook-secret';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, createTenant, type Fixture } from '../../test/fixture.js';
import { createEndpoint, CREDENTIAL_KEYS, fanOutContext } from '../../test/webhooks.js';
import { fanOutEvent } from './fan-out-event.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const URL = 'https://hooks.example.com/a';

async function scene() {
  const tenantId = await createTenant(fixture.pool);
  const woken: string[] = [];
  const context = fanOutContext(fixture, woken);
  const occurred = (more: object = {}) =>
    OccurredEventSchema.parse({
      tenantId,
      type: 'key.created',
      occurredAt: '2026-11-21T08:00:00.000Z',
      data: { id: 'key_1', name: 'CI' },
      ...more,
    });
  const endpoint = (options: { events?: string[]; state?: string } = {}) =>
    createEndpoint(fixture, { tenantId, url: URL, ...options });
  const deliveries = async () =>
    (
      await fixture.pool.query<{ event_id: string; endpoint_id: string | null; url: string; body: string }>(
        `SELECT d.event_id, d.endpoint_id, d.url, v.body FROM webhook_deliveries d
         JOIN webhook_events v ON v.id = d.event_id WHERE d.tenant_id = $1 ORDER BY d.id`,
        [tenantId],
      )
    ).rows;
  return { tenantId, woken, context, occurred, endpoint, deliveries };
}

test('an event becomes one delivery for every enabled endpoint that wants it, under the outbox row’s id', async () => {
  const { context, woken, occurred, endpoint, deliveries } = await scene();
  const all = await endpoint();
  const wanting = await endpoint({ events: ['key.revoked', 'key.created'] });
  await endpoint({ events: ['key.revoked'] });
  for (const state of ['disabled', 'failing', 'gone']) await endpoint({ state });
  const gone = await endpoint();
  await fixture.pool.query('UPDATE webhook_endpoints SET deleted_at = now() WHERE id = $1', [gone.id]);
  await createEndpoint(fixture, { tenantId: await createTenant(fixture.pool), url: URL });
  const id = newId();
  await fanOutEvent(context, id, occurred());
  const made = await deliveries();
  expect(new Set(made.map(({ endpoint_id: endpointId }) => endpointId))).toEqual(new Set([all.id, wanting.id]));
  expect(new Set(woken)).toEqual(new Set([all.id, wanting.id]));
  expect(made[0]).toMatchObject({ event_id: id, url: URL });
  expect(JSON.parse(made[0]?.body ?? '')).toEqual({
    type: 'key.created',
    timestamp: '2026-11-21T08:00:00.000Z',
    data: { id: 'key_1', name: 'CI' },
  });
});

test('told twice is once, the callback too', async () => {
  const { context, occurred, endpoint, deliveries } = await scene();
  await endpoint();
  const id = newId();
  const event = occurred({ callbackUrl: 'https://hooks.example.com/callback' });
  await Promise.all([fanOutEvent(context, id, event), fanOutEvent(context, id, event)]);
  await fanOutEvent(context, id, event);
  const urls = (await deliveries()).map(({ url }) => url);
  expect(urls.sort()).toEqual([URL, 'https://hooks.example.com/callback']);
});

test('the first callback makes the secret that signs it, once however many come at a time', async () => {
  const { tenantId, context, woken, occurred } = await scene();
  const event = occurred({ callbackUrl: 'https://hooks.example.com/callback' });
  await Promise.all(Array.from({ length: 5 }, () => fanOutEvent(context, newId(), event)));
  const { rows } = await fixture.pool.query(
    `SELECT secret, secret_key_id AS "secretKeyId", previous_secret AS "previousSecret",
       previous_secret_key_id AS "previousSecretKeyId", previous_secret_until AS "previousSecretUntil"
     FROM callback_secrets WHERE tenant_id = $1`,
    [tenantId],
  );
  expect(rows).toHaveLength(1);
  const at = { boundTo: callbackBinding(tenantId), now: new Date() };
  expect(signingSecrets(CREDENTIAL_KEYS, rows[0], at)).toEqual([expect.stringMatching(/^whsec_[\w+/]{43}=$/)]);
  expect(new Set(woken)).toEqual(new Set([tenantId]));
});

test('a test event goes to its endpoint alone, whatever that one asked for', async () => {
  const { context, occurred, endpoint, deliveries } = await scene();
  const asked = await endpoint({ events: ['payment.succeeded'] });
  await endpoint();
  const data = { endpointId: 'whk_1', message: 'Test' };
  await fanOutEvent(context, newId(), occurred({ type: 'webhook.test', data, endpointId: asked.id }));
  expect((await deliveries()).map(({ endpoint_id: endpointId }) => endpointId)).toEqual([asked.id]);
});

test('nobody to tell: nothing is kept', async () => {
  const { tenantId, context, occurred } = await scene();
  await fanOutEvent(context, newId(), occurred());
  const { rowCount } = await fixture.pool.query('SELECT FROM webhook_events WHERE tenant_id = $1', [tenantId]);
  expect(rowCount).toBe(0);
});

test('a queue that can not be reached loses nothing', async () => {
  const { context, occurred, endpoint, deliveries } = await scene();
  await endpoint();
  const enqueue = () => Promise.reject(new Error('queue connection is end'));
  await fanOutEvent({ ...context, deliveries: { ...context.deliveries, enqueue } }, newId(), occurred());
  expect(await deliveries()).toHaveLength(1);
});
