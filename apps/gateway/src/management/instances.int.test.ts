/** Instances register themselves over HTTP, into real Redis, with a token made over HTTP. */
import { DiscoverySchema } from '@turnpike/contracts/management/discovery';
import { parseId } from '@turnpike/domain/ids';
import { KeySpace } from '@turnpike/limits/keys';
import type { Routing } from '@turnpike/pipeline/assemble-routing';
import { type DiscoverableProvider, Discoveries } from '@turnpike/routing/discovery/discoveries';
import { testRedisUrl } from '@turnpike/testing/redis';
import { until } from '@turnpike/testing/until';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ManagementGateway, startManagementGateway } from '../../test/management-gateway.js';
import { createRoutingPort } from '../http/routing-port.js';

const DISCOVERY = { kind: 'registration', ttlMs: 6_000, allowedNetworks: ['10.0.0.0/8'] } as const;
const ADDRESS = '10.0.0.1:8000';

let gateway: ManagementGateway;
let redis: Redis;
let discoveries: Discoveries;
let provider: string;
const discovered = new Map<string, DiscoverableProvider>();

beforeAll(async () => {
  const { url, keyPrefix } = testRedisUrl();
  redis = new Redis(url);
  const errors: unknown[] = [];
  discoveries = new Discoveries({
    providers: () => discovered,
    redis,
    keys: new KeySpace(keyPrefix),
    onError: (error) => errors.push(error),
  });
  const routing = { discoveries } as unknown as Routing;
  const catalogue = { current: () => null, refresh: () => Promise.resolve(false) };
  gateway = await startManagementGateway({ routing: createRoutingPort({ routing, catalogue }) });
  const baseUrl = 'http://models.internal/v1';
  const made = await gateway.call('POST', '/api/v1/providers', { body: { baseUrl, discovery: DISCOVERY } });
  provider = made.data.id;
  const id = parseId('provider', provider) ?? '';
  discovered.set(id, { id, slug: made.data.slug, baseUrl, discovery: DiscoverySchema.parse(DISCOVERY) });
  await discoveries.start();
});
afterAll(async () => {
  discoveries.close();
  await gateway.stop();
  await redis.quit();
});

const tokens = () => `/api/v1/providers/${provider}/registration-tokens`;
const instances = async () => (await gateway.call('GET', `/api/v1/providers/${provider}/instances`)).data;
const makeToken = async () => (await gateway.call('POST', tokens(), { body: { name: 'pods' } })).data;
const register = (key: string | null, body: unknown) => gateway.call('PUT', '/api/v1/instances', { key, body });

it('comes with a token, is listed, and goes when it says so', async () => {
  const { id, secret, last4 } = await makeToken();
  const answer = await register(secret, { address: ADDRESS, weight: 3 });
  expect(answer.status).toBe(200);
  expect(answer.data).toMatchObject({ address: ADDRESS, weight: 3, ttlMs: 6_000, nextHeartbeatMs: 2_000 });
  const listed = await until(async () => {
    const { items, error } = await instances();
    return items.length === 1 && error === null && items;
  }, 'the instance to be listed');
  expect(listed).toEqual([{ address: ADDRESS, weight: 3, expiresAt: answer.data.expiresAt }]);
  expect((await gateway.call('GET', tokens())).data.items).toEqual([
    expect.objectContaining({ id, last4, lastUsedAt: expect.any(String) as string }),
  ]);

  const gone = await gateway.call('DELETE', `/api/v1/instances/${encodeURIComponent(ADDRESS)}`, { key: secret });
  expect([gone.status, gone.data]).toEqual([200, null]);
  await until(async () => (await instances()).items.length === 0, 'the instance to be gone');
});

it('lets in nobody but the bearers of valid tokens', async () => {
  const { id, secret } = await makeToken();
  const revoked = await gateway.call('DELETE', `${tokens()}/${id}`);
  expect(revoked.status).toBe(200);
  for (const key of [null, gateway.managementKey, secret, `tpr_${'a'.repeat(43)}`]) {
    const answer = await register(key, { address: ADDRESS });
    expect([answer.status, answer.body.code]).toEqual([401, 4010]);
    const gone = await gateway.call('DELETE', `/api/v1/instances/${encodeURIComponent(ADDRESS)}`, { key });
    expect(gone.status).toBe(401);
  }
  // Nor does the token open anything else.
  const { secret: living } = await makeToken();
  expect((await gateway.call('GET', '/api/v1/providers', { key: living })).status).toBe(401);
});

it.each([
  ['an address of another network', { address: '127.0.0.1:80' }, 422, 4222],
  ['a name', { address: 'localhost:80' }, 422, 4222],
  ['no address', {}, 400, 4000],
  ['a weight that is none', { address: ADDRESS, weight: -1 }, 400, 4000],
])('refuses %s', async (_name, body, status, code) => {
  const { secret } = await makeToken();
  const answer = await register(secret, body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

it('refuses instances of a provider that discovers them otherwise', async () => {
  const { data } = await gateway.call('POST', '/api/v1/providers', {
    body: { baseUrl: 'http://others.internal/v1', discovery: { kind: 'dns', host: 'others.internal' } },
  });
  const token = await gateway.call('POST', `/api/v1/providers/${data.id}/registration-tokens`, { body: { name: 'x' } });
  const answer = await register(token.data.secret, { address: ADDRESS });
  expect([answer.status, answer.body.code]).toEqual([403, 4030]);
});

it('refuses discovery that would hand out files of this machine, or that isn’t whole', async () => {
  const kubernetes = { kind: 'kubernetes', service: 'llama', apiServer: 'https://elsewhere.example' };
  for (const discovery of [
    { ...kubernetes, tokenFile: '/etc/passwd' },
    { ...kubernetes, tokenFile: '/var/run/secrets/discovery/../kubernetes.io/token' },
    { kind: 'registration' },
    { kind: 'dns', host: 'a.internal', server: 'name-server:53' },
  ]) {
    const answer = await gateway.call('PATCH', `/api/v1/providers/${provider}`, { body: { discovery } });
    expect([answer.status, answer.body.code]).toEqual([400, 4000]);
  }
});
