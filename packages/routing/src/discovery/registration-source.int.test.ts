import { setTimeout as pause } from 'node:timers/promises';
import { KeySpace } from '@turnpike/limits/keys';
import { testRedisUrl } from '@turnpike/testing/redis';
import { until } from '@turnpike/testing/until';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { HeardSink } from '../../test/sink.fixture.js';
import { MOST_REGISTERED, RegisteredInstances } from './registered-instances.js';
import { RegistrationSource } from './registration-source.js';

const PROVIDER = 'provider-1';
const { url, keyPrefix } = testRedisUrl();
const keys = new KeySpace(keyPrefix);
let redis: Redis;
let registered: RegisteredInstances;
let sink: HeardSink;
let source: RegistrationSource;
let errors: unknown[] = [];

beforeAll(() => {
  redis = new Redis(url);
});
afterAll(() => redis.quit());
beforeEach(async () => {
  errors = [];
  registered = new RegisteredInstances({ redis, keys, onError: (error) => errors.push(error) });
  sink = new HeardSink();
  source = new RegistrationSource(PROVIDER, { registered, sink });
  source.start();
  await tells('');
});
afterEach(async () => {
  source.close();
  registered.close();
  await redis.del(keys.instances(PROVIDER));
  expect([sink.failures, errors]).toEqual([[], []]);
});

const tells = (addresses: string) => until(() => sink.addresses() === addresses, `"${addresses}"`);
const put = (address: string, ttlMs = 30_000, weight = 1) => registered.register(PROVIDER, { address, weight }, ttlMs);

test('instances that come, leave and fall silent are heard of', async () => {
  await put('10.0.0.2:80');
  await put('10.0.0.1:80', 30_000, 5);
  await tells('10.0.0.1:80 10.0.0.2:80');
  expect(sink.instances?.map(({ weight }) => weight)).toEqual([5, 1]);
  await registered.withdraw(PROVIDER, '10.0.0.1:80');
  await tells('10.0.0.2:80');
  await put('10.0.0.3:80', 1);
  await put('10.0.0.4:80');
  await tells('10.0.0.2:80 10.0.0.4:80');
});

test('a heartbeat moves the expiry and announces nothing; another weight is announced', async () => {
  const listener = new Redis(url);
  const heard: string[] = [];
  listener.on('message', (_channel, text: string) => heard.push(text));
  await listener.subscribe(keys.instanceChannel());
  const first = await put('10.0.0.1:80');
  await pause(5);
  const second = await put('10.0.0.1:80');
  expect(second).toBeGreaterThan(first ?? Infinity);
  await put('10.0.0.1:80', 30_000, 9);
  await registered.withdraw(PROVIDER, '10.0.0.1:80');
  await registered.withdraw(PROVIDER, '10.0.0.1:80');
  await registered.withdraw(PROVIDER, '10.0.0.9:80');
  await redis.publish(keys.instanceChannel(), 'end');
  await until(() => heard.includes('end'), 'the end');
  expect(heard).toEqual([PROVIDER, PROVIDER, PROVIDER, 'end']);
  await listener.quit();
});

test('without any message it is seen all the same', async () => {
  await redis.hset(keys.instances(PROVIDER), '10.0.0.1:80', `1|${Date.now() + 60_000}`);
  await tells('10.0.0.1:80');
});

test('what Redis forgot stays until it would have been missed; what left is gone', async () => {
  await put('10.0.0.1:80', 1_500);
  await put('10.0.0.2:80');
  await put('10.0.0.3:80');
  await tells('10.0.0.1:80 10.0.0.2:80 10.0.0.3:80');
  await registered.withdraw(PROVIDER, '10.0.0.3:80');
  await tells('10.0.0.1:80 10.0.0.2:80');
  await redis.del(keys.instances(PROVIDER));
  await put('10.0.0.4:80');
  await tells('10.0.0.1:80 10.0.0.2:80 10.0.0.4:80');
  await tells('10.0.0.2:80 10.0.0.4:80');
});

test('there are never more than there may be; those that expired make room', async () => {
  const soon = Date.now() + 60_000;
  const full = Object.fromEntries(
    Array.from({ length: MOST_REGISTERED }, (_, at) => [`10.1.0.1:${at + 1}`, `1|${soon}`]),
  );
  await redis.hset(keys.instances(PROVIDER), full);
  expect(await put('10.0.0.1:80')).toBeNull();
  expect(await put('10.1.0.1:7')).not.toBeNull();
  await redis.hset(keys.instances(PROVIDER), { '10.1.0.1:1': '1|1', '10.1.0.1:2': '1|1' });
  expect(await put('10.0.0.1:80')).not.toBeNull();
  // The long expired were swept when it came.
  expect(await redis.hlen(keys.instances(PROVIDER))).toBe(MOST_REGISTERED - 1);
});
