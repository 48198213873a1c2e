/** Instances of each kind of discovery come, leave and die under load, and no call fails of it. */
import { randomBytes } from 'node:crypto';
import type { Discovery } from '@turnpike/contracts/management/discovery';
import { newId } from '@turnpike/domain/ids';
import { KubernetesApiServer } from '@turnpike/testing/kubernetes-api-server';
import { NameServer } from '@turnpike/testing/name-server';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { ChatUpstream } from './chat-upstream.fixture.js';
import { type Account, Corridor } from './corridor.fixture.js';

const CALLERS = 20;
const BASE_URL = 'http://models.internal/v1';
const HOST = 'models.internal';

let corridor: Corridor;
let names: NameServer;
let kubernetes: KubernetesApiServer;
const upstreams: ChatUpstream[] = [];

beforeAll(async () => {
  [corridor, names, kubernetes] = await Promise.all([
    Corridor.start(),
    NameServer.start(),
    KubernetesApiServer.start({ namespace: 'default', service: 'models' }),
  ]);
});
afterAll(async () => {
  await corridor.stop();
  await Promise.all([names.stop(), kubernetes.stop(), ...upstreams.map((upstream) => upstream.die())]);
});

/** How instances of a kind are made and announced; `announce` is given all there are. */
interface Kind {
  discovery(instances: readonly ChatUpstream[]): Discovery;
  announce(instances: readonly ChatUpstream[], provider: { id: string; model: string }): Promise<void> | void;
  start?(before: readonly ChatUpstream[]): Promise<ChatUpstream>;
}

const server = () => names.address;

const KINDS: Record<string, Kind> = {
  static: {
    discovery: (instances) => ({
      kind: 'static',
      instances: instances.map(({ address }) => ({ address, weight: 1 })),
    }),
    announce: (instances, { id }) => {
      provide(id, { kind: 'static', instances: instances.map(({ address }) => ({ address, weight: 1 })) });
    },
  },
  'DNS by address': {
    discovery: ([first]) => ({
      kind: 'dns',
      record: 'A',
      host: HOST,
      port: first?.port ?? 0,
      refreshMs: 100,
      server: server(),
    }),
    announce: (instances) => void names.names.set(HOST, { A: instances.map(({ host }) => host) }),
    // All at one port, each at a loopback address of its own.
    start: (before) => ChatUpstream.start(`127.0.77.${before.length + 1}`, before[0]?.port ?? 0),
  },
  'DNS by service': {
    discovery: () => ({ kind: 'dns', record: 'SRV', host: `_http.${HOST}`, refreshMs: 100, server: server() }),
    announce: (instances) =>
      void names.names.set(`_http.${HOST}`, {
        SRV: instances.map(({ port }) => ({ priority: 0, weight: 1, port, target: 'localhost' })),
      }),
  },
  kubernetes: {
    discovery: () => ({
      kind: 'kubernetes',
      apiServer: kubernetes.url,
      namespace: 'default',
      service: 'models',
      port: 'http',
    }),
    announce(instances) {
      for (const { host, port } of instances)
        kubernetes.put(`models-${port}`, { ports: [{ name: 'http', port }], endpoints: [{ addresses: [host] }] });
      for (const { port } of upstreams.filter((known) => !instances.includes(known)))
        kubernetes.delete(`models-${port}`);
    },
  },
  registration: {
    discovery: () => ({ kind: 'registration', ttlMs: 60_000, allowedNetworks: ['127.0.0.0/8'] }),
    async announce(instances, { id }) {
      const { registered } = corridor.path.routing.discoveries;
      const before = corridor.path.routing.discoveries.instancesOf(id);
      const gone = before.filter(({ address }) => !instances.some((instance) => instance.address === address));
      await Promise.all(instances.map(({ address }) => registered.register(id, { address, weight: 1 }, 60_000)));
      await Promise.all(gone.map(({ address }) => registered.withdraw(id, address)));
    },
  },
};

function provide(id: string, discovery: Discovery): void {
  corridor.stores.discovered.set(id, { id, slug: `provider-${id}`, baseUrl: BASE_URL, discovery });
}

/** Callers who ask one after the other until they are told to stop; what was no success is kept. */
class Load {
  answered = 0;
  readonly failures: string[] = [];
  private stopped = false;
  private readonly callers: Promise<void>[];

  constructor(account: Account, model: string) {
    this.callers = Array.from({ length: CALLERS }, () => this.call(account, model));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.callers);
  }

  /** Waits until so many more calls were answered. */
  async go(calls: number): Promise<void> {
    const goal = this.answered + calls;
    await until(() => this.answered >= goal, `${calls} calls`);
  }

  private async call(account: Account, model: string): Promise<void> {
    const body = { model, messages: [{ role: 'user', content: 'Where are you?' }], max_tokens: 5 };
    while (!this.stopped) {
      const answer = await account.post('/v1/chat/completions', body);
      const text = await answer.text();
      this.answered += 1;
      if (answer.status !== 200) this.failures.push(`${answer.status} ${text}`);
    }
  }
}

test.each(Object.entries(KINDS))('%s: instances come, leave and die without a failed call', async (_name, kind) => {
  const started: ChatUpstream[] = [];
  const start = async () => {
    const upstream = await (kind.start?.(started) ?? ChatUpstream.start());
    started.push(upstream);
    upstreams.push(upstream);
    return upstream;
  };
  const providerId = newId();
  const model = `discovered-${randomBytes(4).toString('hex')}`;
  const known = () => corridor.path.routing.discoveries.instancesOf(providerId).length;
  const announce = (instances: ChatUpstream[]) => kind.announce(instances, { id: providerId, model });

  const [first, second] = [await start(), await start()];
  provide(providerId, kind.discovery([first, second]));
  await announce([first, second]);
  await until(() => known() === 2, 'two instances');
  corridor.stores.addModel(model, [{ ...target(BASE_URL), providerId, isDiscovered: true }]);
  const account = corridor.account({ models: [model] });
  const load = new Load(account, model);
  await load.go(40);
  expect(Math.min(first.served, second.served)).toBeGreaterThan(0);

  const third = await start();
  await announce([first, second, third]);
  await until(() => third.served > 5, 'calls at the one that came');

  await announce([second, third]);
  await until(() => known() === 2 && first.inFlight === 0, 'the one that left to have finished');
  // Calls that were on their way to it when it left have arrived by then.
  await load.go(3 * CALLERS);
  const { served } = first;
  await load.go(40);
  expect(first.served).toBe(served);
  await first.die();

  await until(() => second.inFlight > 0, 'calls at the one to die');
  await second.die();
  await load.go(40);
  await announce([third]);
  await until(() => known() === 1, 'its place to be gone');
  await load.go(40);
  await load.stop();

  expect(load.failures).toEqual([]);
});
