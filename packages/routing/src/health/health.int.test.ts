/** Several processes' worth of places over a real Redis: what one finds out, the others act on. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BreakerPolicySchema, EjectionPolicySchema } from '@turnpike/contracts/management/routing';
import { type HealthCheck, type HealthEventView } from '@turnpike/contracts/management/routing-health';
import { newId, publicId } from '@turnpike/domain/ids';
import { startTestRedis, testRedisUrl } from '@turnpike/testing/redis';
import { until } from '@turnpike/testing/until';
import { Redis } from 'ioredis';
import { KeySpace } from '@turnpike/limits/keys';
import { afterEach, expect, test } from 'vitest';
import type { KnownPlace } from '../known-place.js';
import { Places } from '../places.js';
import { Health, type WatchedPlace } from './health.js';
import { HealthStore } from './health-store.js';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const shared = testRedisUrl();

interface Process {
  readonly places: Places;
  readonly health: Health;
  readonly errors: unknown[];
  readonly close: () => Promise<void>;
}

/** One whose messages are all lost. */
class DeafStore extends HealthStore {
  override listen(): () => void {
    return () => undefined;
  }
}

interface World {
  keys: KeySpace;
  places: WatchedPlace[];
  url: string;
}

function aWorld(places: WatchedPlace[], url = shared.url): World {
  return { keys: new KeySpace(`${shared.keyPrefix}-${newId().slice(-8)}`), places, url };
}

async function aProcess({ keys, places: listed, url }: World, Store = HealthStore): Promise<Process> {
  const redis = new Redis(url, { commandTimeout: 500, maxRetriesPerRequest: 0, enableOfflineQueue: false });
  const errors: unknown[] = [];
  redis.on('error', (error) => errors.push(error));
  await once(redis, 'ready');
  const places = new Places();
  const store = new Store({ redis, keys, processId: newId() });
  const health = new Health({ places, store, listPlaces: () => listed, onError: (error) => errors.push(error) });
  await health.start();
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= health.close().finally(() => redis.disconnect()));
  cleanUps.push(close);
  return { places, health, errors, close };
}

function aPlace(options: { baseUrl?: string; healthCheck?: HealthCheck; providerId?: string } = {}): WatchedPlace {
  const { baseUrl = 'http://127.0.0.1:9', healthCheck = null, providerId = newId() } = options;
  const id = newId();
  const target = { id, providerId, providerSlug: 'p', upstreamModel: 'm', baseUrl, instance: null, healthCheck };
  return { key: id, modelName: 'chat', target };
}

/** Calls until the breaker opens: as many as it needs for an opinion. */
function fail(place: KnownPlace): void {
  for (let call = 0; call < 50 && place.breaker.state() === 'closed'; call += 1)
    place.breaker.record(place.breaker.tryEnter(), 'failure');
}

/** A provider that can die and come back at the same address. */
async function aServer(): Promise<{
  url: string;
  asked: string[];
  die: () => Promise<void>;
  comeBack: () => Promise<void>;
}> {
  const asked: string[] = [];
  let server: Server;
  let port = 0;
  const comeBack = async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.authorization ?? '-'}`);
      response.writeHead(request.url?.startsWith('/closed') ? 401 : 200).end('{}');
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const die = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  await comeBack();
  cleanUps.push(() => server.close());
  return { url: `http://127.0.0.1:${port}`, asked, die, comeBack };
}

const CHECK: HealthCheck = { path: '/health', intervalMs: 200, timeoutMs: 500, unhealthyAfter: 2, healthyAfter: 2 };

const kinds = (events: readonly HealthEventView[]) => events.map(({ event }) => event).reverse();

test.each([
  ['by message', HealthStore],
  ['by what is left in Redis, where messages are lost', DeafStore],
])(
  'a breaker that opens in one process closes the place in the other within a second: %s',
  { retry: 2 },
  async (_how, Store) => {
    const place = aPlace();
    const world = aWorld([place]);
    const [one, other] = [await aProcess(world), await aProcess(world, Store)];
    const there = other.places.of(place.key);
    expect(there.isUsable()).toBe(true);
    fail(one.places.of(place.key));
    const openedAt = performance.now();
    await until(() => !there.isUsable(), 'the other process to leave the place alone');
    expect(performance.now() - openedAt).toBeLessThan(1_000);
    expect(there.whyUnusable()).toBe('closed_remotely');
    const view = await until(async () => {
      const seen = await one.health.view();
      return seen.targets[0]?.state === 'open' && seen.events.length > 0 && seen;
    }, 'the admin to see it');
    expect(view.targets[0]).toMatchObject({
      targetId: publicId('target', place.key),
      model: 'chat',
      provider: 'p',
      check: null,
    });
    expect(view.targets[0]?.processes).toMatchObject([{ breaker: 'open', successes: 0, failures: 20 }]);
    expect(view.events).toMatchObject([{ event: 'breaker_opened', model: 'chat', reason: '20 of 20 calls failed' }]);
    expect(one.health.counts).toEqual({ ejections: 0, breakerOpenings: 1, failedChecks: 0 });
  },
);

test('what one process finds to be back is back for the other, whose older opinion of it is not read again', async () => {
  const place = aPlace();
  const world = aWorld([place]);
  const [one, other, third] = [await aProcess(world), await aProcess(world), await aProcess(world)];
  const policy = { breaker: BreakerPolicySchema.parse({ openMs: 400 }), ejection: EjectionPolicySchema.parse({}) };
  one.places.of(place.key).adopt({ ...policy, pools: [] });
  fail(one.places.of(place.key));
  fail(third.places.of(place.key));
  const there = other.places.of(place.key);
  await until(() => !there.isUsable(), 'the place to be left alone');
  const { breaker } = one.places.of(place.key);
  await until(() => breaker.state() === 'half_open', 'the first process to try again');
  breaker.record(breaker.tryEnter(), 'success');
  await until(() => there.isUsable(), 'the place to be used again');
  await until(async () => kinds((await one.health.view()).events).includes('breaker_closed'), 'the event');
});

test('a process that dies has no opinion any more, and who comes late learns what the others know', async () => {
  const place = aPlace();
  const world = aWorld([place]);
  const one = await aProcess(world);
  fail(one.places.of(place.key));
  const late = await aProcess(world);
  await until(() => !late.places.of(place.key).isUsable(), 'the late one to know');
  await one.close();
  await until(async () => (await late.health.view()).targets[0]?.state === 'unknown', 'the opinion to go');
});

test('one process checks; a provider that dies is unhealthy for all, and its return is seen', async () => {
  const server = await aServer();
  const providerId = newId();
  const of = (path: string) => aPlace({ baseUrl: `${server.url}/v1/`, healthCheck: { ...CHECK, path }, providerId });
  const places = [of('/health'), of('/health'), aPlace({ baseUrl: `${server.url}/closed`, healthCheck: CHECK })];
  const world = aWorld(places);
  const processes = [await aProcess(world), await aProcess(world)];
  const leaders = () => processes.filter(({ health }) => health.isLeading);
  expect(leaders()).toHaveLength(1);
  const all = (healthy: boolean) => () =>
    processes.every(({ places: known }) =>
      places.every(
        ({ key }) => known.of(key).snapshot().check?.healthy === healthy && known.of(key).isUsable() === healthy,
      ),
    );
  await until(all(true), 'all to be told that it lives');
  expect(new Set(server.asked)).toEqual(new Set(['/v1/health -', '/closed/health -']));
  await server.die();
  await until(all(false), 'all to be told that it is dead');
  const [seen] = (await processes[1]!.health.view()).targets;
  expect(seen).toMatchObject({ state: 'unhealthy', check: { healthy: false } });
  expect(seen?.check?.detail).toMatch(/^no connection \(ECONNREFUSED\)/);
  await server.comeBack();
  await until(all(true), 'all to be told that it is back');
  const events = await until(async () => {
    const { events } = await processes[0]!.health.view();
    return events.length === 6 && events;
  }, 'the events');
  expect(kinds(events)).toEqual([...Array(3).fill('check_failed'), ...Array(3).fill('check_passed')]);
  expect(leaders()[0]?.health.counts.failedChecks).toBeGreaterThanOrEqual(4);
});

test('the next process takes the lead when the first is gone, and what is checked no more counts no more', async () => {
  const server = await aServer();
  const place = aPlace({ baseUrl: server.url, healthCheck: CHECK });
  const world = aWorld([place]);
  const first = await aProcess(world);
  await server.die();
  await until(() => first.places.of(place.key).snapshot().check?.healthy === false, 'the first to find it dead');
  const second = await aProcess(world);
  expect([first.health.isLeading, second.health.isLeading]).toEqual([true, false]);
  await first.close();
  await until(() => second.health.isLeading, 'the second to lead');
  expect(second.places.of(place.key).isUsable()).toBe(false);
  await server.comeBack();
  await until(() => second.places.of(place.key).isUsable(), 'the second to find it back');
  await server.die();
  await until(() => !second.places.of(place.key).isUsable(), 'the second to find it dead again');
  world.places[0] = { ...place, target: { ...place.target, healthCheck: null } };
  await until(() => second.places.of(place.key).snapshot().check === null, 'the verdict to be forgotten');
});

test('a leader that was killed is replaced when its lease is over; without Redis each keeps its own opinion', async () => {
  const redis = await startTestRedis();
  cleanUps.push(() => redis.stop());
  const place = aPlace();
  const world = aWorld([place], redis.url);
  const lead = world.keys.health('lead');
  const admin = new Redis(redis.url).on('error', () => undefined);
  cleanUps.push(() => admin.disconnect());
  await admin.set(lead, 'one that was killed', 'PX', 300);
  const [one, other] = [await aProcess(world), await aProcess(world)];
  await until(() => one.health.isLeading || other.health.isLeading, 'somebody to lead');
  await redis.kill();
  fail(one.places.of(place.key));
  expect(one.places.of(place.key).isUsable()).toBe(false);
  expect(other.places.of(place.key).isUsable()).toBe(true);
  await until(() => !one.health.isLeading && !other.health.isLeading, 'nobody to lead');
  await expect(one.health.view()).rejects.toThrow();
  await redis.restart({ empty: true });
  await until(() => !other.places.of(place.key).isUsable(), 'the other to learn of it afterwards');
  await until(() => one.health.isLeading || other.health.isLeading, 'somebody to lead again');
});
