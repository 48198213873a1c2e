import { DiscoverySchema } from '@turnpike/contracts/management/discovery';
import { NameServer } from '@turnpike/testing/name-server';
import { until } from '@turnpike/testing/until';
import { KeySpace } from '@turnpike/limits/keys';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Discoveries, type DiscoverableProvider, type InstanceChange } from './discoveries.js';

const providers = new Map<string, DiscoverableProvider>();
/** Never connected: nothing here registers. */
const redis = new Redis({ lazyConnect: true });
let discoveries: Discoveries;
let changes: InstanceChange[];
let errors: string[];

beforeEach(() => {
  providers.clear();
  changes = [];
  errors = [];
  discoveries = new Discoveries({
    providers: () => providers,
    redis,
    keys: new KeySpace('test'),
    onError: (_error, context) => errors.push(context),
  });
  discoveries.onInstances((change) => changes.push(change));
});
afterEach(() => discoveries.close());

function provide(discovery: object, baseUrl = 'http://models.internal/v1'): void {
  providers.set('p1', { id: 'p1', slug: 'llama', baseUrl, discovery: DiscoverySchema.parse(discovery) });
}
const list = (...addresses: string[]) => ({ kind: 'static', instances: addresses.map((address) => ({ address })) });
const addresses = () => discoveries.instancesOf('p1').map(({ address }) => address);

test('what a provider has at the start is there when the start is over, and is no news', async () => {
  provide(list('10.0.0.1:80', '10.0.0.2:80', '10.0.0.1:80'));
  await discoveries.start();
  expect(addresses()).toEqual(['10.0.0.1:80', '10.0.0.2:80']);
  expect([discoveries.version, discoveries.count, changes]).toEqual([1, 2, []]);
  expect(discoveries.instancesOf('other')).toEqual([]);
});

test('another catalogue is followed: what changed in it is news, what stayed keeps its list', async () => {
  provide(list('10.0.0.1:80', '10.0.0.2:80'));
  await discoveries.start();
  const before = discoveries.instancesOf('p1');
  provide(list('10.0.0.1:80', '10.0.0.2:80'));
  providers.set('p2', { ...(providers.get('p1') as DiscoverableProvider), id: 'p2' });
  await until(() => discoveries.instancesOf('p2').length === 2, 'the new provider');
  expect(discoveries.instancesOf('p1')).toBe(before);
  provide(list('10.0.0.2:80', '10.0.0.3:80'));
  await until(() => addresses().includes('10.0.0.3:80'), 'the new list');
  expect(changes).toEqual([{ providerId: 'p1', came: ['10.0.0.3:80'], left: ['10.0.0.1:80'] }]);
  providers.delete('p1');
  await until(() => addresses().length === 0, 'its end');
  expect(changes[1]).toEqual({ providerId: 'p1', came: [], left: ['10.0.0.2:80', '10.0.0.3:80'] });
});

test('a source that fails is told of and leaves what was known; the base URL’s port is the default', async () => {
  const server = await NameServer.start();
  server.names.set('llama.internal', { A: ['10.0.0.9'] });
  const dns = { kind: 'dns', host: 'llama.internal', server: server.address, refreshMs: 500 };
  provide(dns, 'https://models.internal/v1');
  await discoveries.start();
  expect(addresses()).toEqual(['10.0.0.9:443']);
  const { version } = discoveries;
  server.names.set('llama.internal', 'server_failure');
  await until(() => discoveries.known('p1').error, 'the failure');
  expect(discoveries.known('p1').error).toContain('ESERVFAIL');
  expect([addresses(), discoveries.version]).toEqual([['10.0.0.9:443'], version]);
  expect([discoveries.failures > 0, errors[0]]).toEqual([true, 'discovery of "llama"']);
  server.names.set('llama.internal', { A: ['10.0.0.9'] });
  await until(() => discoveries.known('p1').error === null, 'its end');
  await server.stop();
});
