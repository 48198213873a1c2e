/** Webhook endpoints over REST: the way of one from its making to its end, and what is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ManagementGateway, startManagementGateway } from '../../test/management-gateway.js';

let gateway: ManagementGateway;
let tenantId: string;
beforeAll(async () => {
  gateway = await startManagementGateway();
  tenantId = (await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Acme' } })).data.id;
});
afterAll(() => gateway.stop());

const URL = 'https://hooks.example.com/a';
const make = (body: object = {}) =>
  gateway.call('POST', '/api/v1/webhook-endpoints', { body: { tenantId, url: URL, ...body } });

test('an endpoint is made, changed, tried, rotated and deleted; its secrets are in two answers and nowhere else', async () => {
  const made = await make({ events: ['key.created'] });
  expect(made.status).toBe(201);
  const path = `/api/v1/webhook-endpoints/${made.data.id}`;
  const shown = await gateway.call('GET', path);
  expect(shown.data).toMatchObject({ url: URL, events: ['key.created'], state: 'enabled' });
  expect(shown.data.secret).toBeUndefined();
  const patched = await gateway.call('PATCH', path, { body: { events: [], enabled: false } });
  expect(patched.data).toMatchObject({ events: [], state: 'disabled' });
  expect((await gateway.call('POST', `${path}/test`)).body).toMatchObject({ code: 4091 });
  await gateway.call('PATCH', path, { body: { enabled: true } });
  expect((await gateway.call('POST', `${path}/test`)).status).toBe(200);
  const rotated = await gateway.call('POST', `${path}/rotate-secret`, { body: { overlap: '7d' } });
  expect(rotated.data.previousUntil).not.toBeNull();
  expect((await gateway.call('POST', `${path}/replay`)).data).toEqual({ replayed: 0 });
  expect((await gateway.call('DELETE', path)).body).toMatchObject({ code: 0, data: null });
  expect((await gateway.call('GET', path)).status).toBe(404);
  for (const secret of [made.data.secret, rotated.data.secret]) {
    expect(secret).toMatch(/^whsec_/);
    expect(gateway.log()).not.toContain(secret.slice(6));
  }
});

test.each([
  [{ url: 'https://inside.example.com' }, 422, 4222],
  [{ url: 'ftp://hooks.example.com' }, 400, 4000],
  [{ url: 'not a url' }, 400, 4000],
  [{ url: `https://hooks.example.com/${'x'.repeat(2_000)}` }, 400, 4000],
  [{ events: ['key.stolen'] }, 400, 4000],
  [{ events: ['webhook.test'] }, 400, 4000],
  [{ tenantId: 'ten_00000000000000000000000000000000' }, 404, 4040],
])('%j is refused with %i', async (body, status, code) => {
  const answer = await make(body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test('the callbacks of jobs have a secret that a rotation shows', async () => {
  const path = `/api/v1/tenants/${tenantId}/callback-secret`;
  expect((await gateway.call('GET', path)).data.createdAt).toBeNull();
  expect((await gateway.call('POST', `${path}/rotate`)).data).toMatchObject({ previousUntil: null });
  const second = (await gateway.call('POST', `${path}/rotate`, { body: { overlap: '1h' } })).data;
  const { previousSecretUntil, secret } = (await gateway.call('GET', path)).data;
  expect([previousSecretUntil, secret]).toEqual([second.previousUntil, undefined]);
});

test('the balance that is told of is a decimal string, or null', async () => {
  const path = `/api/v1/tenants/${tenantId}/low-balance`;
  expect((await gateway.call('PUT', path, { body: { lowBalance: '10.50' } })).data.lowBalance).toBe('10.5');
  expect((await gateway.call('GET', `/api/v1/tenants/${tenantId}/balance`)).data.lowBalance).toBe('10.5');
  expect((await gateway.call('PUT', path, { body: { lowBalance: null } })).data.lowBalance).toBeNull();
  for (const lowBalance of [10, '-1', '0', '1e3', undefined]) {
    expect((await gateway.call('PUT', path, { body: { lowBalance } })).status).toBe(400);
  }
});
