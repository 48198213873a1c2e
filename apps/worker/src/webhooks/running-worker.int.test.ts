/** The whole way: an outbox row, the running worker, a receiver that verifies with the library of Standard Webhooks. */
import { publicId } from '@turnpike/domain/ids';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test, vi } from 'vitest';
import { createFixture, createTenant } from '../../test/fixture.js';
import { createEndpoint, CREDENTIAL_KEY, LOOPBACK, occur, startReceiver } from '../../test/webhooks.js';
import { workerConfig } from '../../test/worker-config.js';
import { startWorker } from '../start-worker.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function stage() {
  const fixture = await createFixture();
  cleanUps.push(() => fixture.close());
  const receiver = await startReceiver();
  cleanUps.push(() => receiver.close());
  const worker = await startWorker(workerConfig(fixture, { credentialKey: CREDENTIAL_KEY, outboundAllowed: LOOPBACK }));
  cleanUps.push(() => worker.stop());
  const metrics = async () => (await fetch(`http://127.0.0.1:${worker.opsPort}/metrics`)).text();
  return { fixture, receiver, metrics };
}

test('what occurs is delivered, verifiable, to each endpoint, and counted', async () => {
  const { fixture, receiver, metrics } = await stage();
  const tenantId = await createTenant(fixture.pool);
  const { secret } = await createEndpoint(fixture, { tenantId, url: receiver.url });
  const ids = [await occur(fixture, { tenantId }), await occur(fixture, { tenantId, data: { id: 'key_2' } })];
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), 15_000);
  for (const { body, headers } of receiver.received) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
  const sent = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(sent)).toEqual(new Set(ids.map((id) => publicId('message', id))));
  await vi.waitFor(async () => {
    expect(await metrics()).toMatch(/turnpike_webhook_tries_total\{[^}]*outcome="delivered"[^}]*\} 2/);
  }, 15_000);
});

test('a receiver that fails is asked again by the schedule, without anybody’s doing', async () => {
  const { fixture, receiver } = await stage();
  const tenantId = await createTenant(fixture.pool);
  await createEndpoint(fixture, { tenantId, url: receiver.url });
  receiver.answer = () => ({ status: receiver.received.length === 1 ? 500 : 200 });
  await occur(fixture, { tenantId });
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), 20_000);
  const [first, second] = receiver.received.map(({ headers }) => headers);
  expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
  const pauseS = Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp']);
  expect(pauseS).toBeGreaterThanOrEqual(4);
});

test('a receiver that is slow holds up nobody else', async () => {
  const { fixture, receiver } = await stage();
  const [slow, quick] = [await createTenant(fixture.pool), await createTenant(fixture.pool)];
  await createEndpoint(fixture, { tenantId: slow, url: `${receiver.url}/slow` });
  await createEndpoint(fixture, { tenantId: quick, url: `${receiver.url}/quick` });
  receiver.answer = ({ path }) => (path.endsWith('/slow') ? null : { status: 200 });
  for (let index = 0; index < 30; index++) await occur(fixture, { tenantId: slow });
  const reached = (name: string) => receiver.received.filter(({ path }) => path.endsWith(name)).length;
  await vi.waitFor(() => expect(reached('/slow')).toBe(4), 15_000);
  for (let index = 0; index < 10; index++) await occur(fixture, { tenantId: quick });
  await vi.waitFor(() => expect(reached('/quick')).toBe(10), 10_000);
  expect(reached('/slow')).toBe(4);
});
