/** Alerts of leaked keys over the wire, signed by a publisher of ours as GitHub signs its own. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseId } from '@turnpike/domain/ids';
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ManagementGateway, startManagementGateway } from '../../../test/management-gateway.js';

const ALERTS = '/api/v1/secret-scanning/alerts';
const URL_OF_LEAK = 'https://github.example/acme/repository/blob/main/.env';
const KEY_NAME = 'f9525bf0';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let publisher: Server;
let gateway: ManagementGateway;
let tenantId: string;
let applicationId: string;

beforeAll(async () => {
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const list = JSON.stringify({ public_keys: [{ key_identifier: KEY_NAME, key, is_current: true }] });
  publisher = createServer((_request, response) => void response.end(list)).listen(0, '127.0.0.1');
  await once(publisher, 'listening');
  const { port } = publisher.address() as AddressInfo;
  gateway = await startManagementGateway({ secretScanningKeysUrl: `http://127.0.0.1:${port}/keys` });
  tenantId = (await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Leakers' } })).data.id;
  const body = { tenantId, name: 'App' };
  applicationId = (await gateway.call('POST', '/api/v1/applications', { body })).data.id;
  const system = { kind: 'system', name: 'test', ip: null, requestId: null } as const;
  const person = {
    email: 'dev@leakers.example',
    password: 'a long enough phrase',
    name: 'Dev',
    role: 'developer' as const,
  };
  await createUser(gateway.context, system, { ...person, platformAdmin: false, tenantId });
});
afterAll(async () => {
  await gateway.stop();
  publisher.close();
});

interface Sent {
  keyName?: string | null;
  signature?: string | null;
}

function send(body: string, { keyName = KEY_NAME, signature = signed(body) }: Sent = {}) {
  const headers = {
    ...(keyName === null ? {} : { 'github-public-key-identifier': keyName }),
    ...(signature === null ? {} : { 'github-public-key-signature': signature }),
  };
  return gateway.call('POST', ALERTS, { key: null, body, headers });
}

const signed = (body: string, key = privateKey) => sign('sha256', Buffer.from(body), key).toString('base64');
const alertOf = (token: string) => ({ token, type: 'turnpike_api_key', url: URL_OF_LEAK, source: 'content' });
const makeKey = async () =>
  (await gateway.call('POST', '/api/v1/keys', { body: { applicationId, name: 'CI' } })).data as {
    id: string;
    key: string;
  };
const statusOf = async (id: string) => (await gateway.call('GET', `/api/v1/keys/${id}`)).data.status as string;

test('a key of ours is revoked at once, and everyone who manages keys is told where it was found', async () => {
  const { id, key } = await makeKey();
  const stranger = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
  const answer = await send(JSON.stringify([alertOf(key), alertOf(stranger), alertOf('ghp_something')]));
  expect(answer.status).toBe(200);
  const verdict = (token: string, label: string) => ({ token_raw: token, token_type: 'turnpike_api_key', label });
  expect(answer.body).toEqual([
    verdict(key, 'true_positive'),
    verdict(stranger, 'false_positive'),
    verdict('ghp_something', 'false_positive'),
  ]);
  expect(await statusOf(id)).toBe('revoked');

  const tenant = parseId('tenant', tenantId) ?? '';
  const notices = await gateway.db.prisma.notice.findMany({ where: { tenantId: tenant, kind: 'key.leaked' } });
  expect(notices.map(({ data }) => data)).toEqual([
    { name: 'CI', last4: key.slice(-4), keyId: id, reason: URL_OF_LEAK },
  ]);
  const outbox = await gateway.db.prisma.outboxMessage.findMany({ orderBy: { id: 'asc' } });
  const about = outbox.filter(({ payload }) => JSON.stringify(payload).includes(URL_OF_LEAK));
  expect(about.map(({ topic, payload }) => [topic, payload])).toMatchObject([
    ['event.occurred', { type: 'key.leaked', data: { id, url: URL_OF_LEAK } }],
    ['mail.requested', { template: 'key_leaked', to: 'dev@leakers.example', keyId: id }],
  ]);
  expect(outbox.some(({ payload }) => (payload as { type?: string }).type === 'key.revoked')).toBe(true);
  expect(JSON.stringify(outbox) + JSON.stringify(notices) + gateway.log()).not.toContain(key);

  expect((await send(JSON.stringify([alertOf(key)]))).body).toEqual([verdict(key, 'true_positive')]);
  expect(await gateway.db.prisma.notice.count({ where: { tenantId: tenant, kind: 'key.leaked' } })).toBe(1);
});

test('what is not signed by the publisher does nothing, and is told no more than that', async () => {
  const { id, key } = await makeKey();
  const body = JSON.stringify([alertOf(key)]);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const wrong: Sent[] = [
    { signature: null },
    { signature: 'AAAA' },
    { signature: '' },
    { signature: 'A'.repeat(4_000) },
    { signature: signed(body, other) },
    { signature: signed(`${body} `) },
    { keyName: null },
    { keyName: 'elsewhere' },
  ];
  for (const sent of wrong) {
    const answer = await send(body, sent);
    expect([answer.status, answer.body.data.error]).toEqual([400, 'invalid_signature']);
    expect(answer.body.message).toBe('The signature of the message is missing or wrong.');
  }
  expect(await statusOf(id)).toBe('active');
});

test.each(['', 'null', '{}', '[{"token":1}]', '[{"token":"x"}]', 'no json'])(
  'signed, but no alerts: %j',
  async (body) => {
    const { status } = await send(body);
    expect(status).toBe(400);
  },
);

test('a message beyond a megabyte is not read', async () => {
  expect((await send(`["${'x'.repeat(1024 * 1024)}"]`)).status).toBe(413);
});

test('without keys to check them by there is no such address', async () => {
  const closed = await startManagementGateway();
  try {
    expect((await closed.call('POST', ALERTS, { key: null, body: '[]' })).status).toBe(404);
  } finally {
    await closed.stop();
  }
});
