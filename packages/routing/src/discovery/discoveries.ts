/**
 * The instances of all providers that have any to discover, as far as this process knows: follows the catalogue, keeps a
 * source for each provider, and remembers what it last told of. Nothing of it is on the path of a request but reading a
 * list. A source that fails, or that was just configured anew, leaves the instances known before.
 */
import type { Discovery } from '@turnpike/contracts/management/discovery';
import type { Redis } from 'ioredis';
import type { Instance, InstanceSource } from '../route-plan.js';
import type { DiscoveredInstance, DiscoverySink, DiscoverySource } from './discovery-source.js';
import { DnsSource } from './dns-source.js';
import { KubernetesSource } from './kubernetes-source.js';
import { type InstanceKeys, RegisteredInstances } from './registered-instances.js';
import { RegistrationSource } from './registration-source.js';
import { StaticSource } from './static-source.js';

/** A provider as discovery must know it. */
export interface DiscoverableProvider {
  readonly id: string;
  readonly slug: string;
  readonly baseUrl: string;
  readonly discovery: Discovery;
}

/** What came and what left at once; addresses. */
export interface InstanceChange {
  readonly providerId: string;
  readonly came: readonly string[];
  readonly left: readonly string[];
}

/** What is known of a provider's instances, and what the last look failed with; null when it didn't. */
export interface KnownInstances {
  readonly instances: readonly DiscoveredInstance[];
  readonly error: string | null;
}

export interface DiscoveriesOptions {
  /** Null until there is a catalogue. */
  providers: () => ReadonlyMap<string, DiscoverableProvider> | null;
  redis: Redis;
  keys: InstanceKeys;
  onError: (error: unknown, context: string) => void;
}

interface Followed {
  readonly discovery: Discovery;
  readonly baseUrl: string;
  readonly source: DiscoverySource;
  instances: readonly DiscoveredInstance[];
  /** The same, and the same list as long as nobody comes or leaves: expiries move on all the time. */
  listed: readonly Instance[];
  error: string | null;
  /** Whether the source has said anything yet. */
  hasSpoken: boolean;
}

const NONE: readonly Instance[] = [];
const FOLLOW_EVERY_MS = 500;
/** How long a process that starts waits for its sources' first words. */
const FIRST_WORDS_MS = 2_000;

export class Discoveries implements InstanceSource {
  /** Where instances register themselves. */
  readonly registered: RegisteredInstances;
  private readonly options: DiscoveriesOptions;
  private readonly followed = new Map<string, Followed>();
  private readonly listeners = new Set<(change: InstanceChange) => void>();
  private timer: NodeJS.Timeout | undefined;
  private onWord: (() => void) | null = null;
  private versions = 0;
  private failed = 0;

  constructor(options: DiscoveriesOptions) {
    this.options = options;
    const { redis, keys, onError } = options;
    this.registered = new RegisteredInstances({ redis, keys, onError: (error) => onError(error, 'discovery') });
  }

  get version(): number {
    return this.versions;
  }

  /** Looks that failed since the start. */
  get failures(): number {
    return this.failed;
  }

  /** Instances known of all providers. */
  get count(): number {
    let count = 0;
    for (const { instances } of this.followed.values()) count += instances.length;
    return count;
  }

  instancesOf(providerId: string): readonly Instance[] {
    return this.followed.get(providerId)?.listed ?? NONE;
  }

  known(providerId: string): KnownInstances {
    const { instances = [], error = null } = this.followed.get(providerId) ?? {};
    return { instances, error };
  }

  /** Hears of instances that come and leave, from now on. */
  onInstances(listener: (change: InstanceChange) => void): void {
    this.listeners.add(listener);
  }

  /**
   * Follows the catalogue from now on. Resolves when each source has told of its instances or has failed, or after two
   * seconds, so that a process that starts doesn't refuse calls to places it is about to hear of.
   */
  async start(): Promise<void> {
    if (this.timer === undefined) this.timer = setInterval(() => this.follow(), FOLLOW_EVERY_MS).unref();
    this.follow();
    const areHeard = () => [...this.followed.values()].every(({ hasSpoken }) => hasSpoken);
    if (areHeard()) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, FIRST_WORDS_MS);
      this.onWord = () => {
        if (!areHeard()) return;
        clearTimeout(late);
        resolve();
      };
    });
    this.onWord = null;
  }

  close(): void {
    clearInterval(this.timer);
    for (const { source } of this.followed.values()) source.close();
    this.registered.close();
  }

  private follow(): void {
    const providers = this.options.providers();
    if (providers === null) return;
    for (const provider of providers.values()) {
      const known = this.followed.get(provider.id);
      if (known === undefined || !isSame(known, provider)) this.open(provider, known);
    }
    for (const [id, { source }] of this.followed) {
      if (providers.has(id)) continue;
      source.close();
      this.tell(id, []);
      this.followed.delete(id);
    }
  }

  private open(provider: DiscoverableProvider, before: Followed | undefined): void {
    const { id, slug, baseUrl, discovery } = provider;
    before?.source.close();
    let isOpen = true;
    const sink: DiscoverySink = {
      found: (instances) => {
        if (isOpen) this.tell(id, instances);
      },
      failed: (error) => {
        if (isOpen) this.fail(id, { error, slug });
      },
    };
    const source = this.sourceFor(provider, sink);
    const close = () => {
      isOpen = false;
      source.close();
    };
    const { instances = [], listed = NONE } = before ?? {};
    const guarded = { start: () => source.start(), close };
    this.followed.set(id, { discovery, baseUrl, source: guarded, instances, listed, error: null, hasSpoken: false });
    source.start();
  }

  private sourceFor({ id, baseUrl, discovery }: DiscoverableProvider, sink: DiscoverySink): DiscoverySource {
    switch (discovery.kind) {
      case 'static':
        return new StaticSource(discovery, sink);
      case 'dns':
        return new DnsSource(discovery, { defaultPort: portOf(baseUrl), sink });
      case 'kubernetes':
        return new KubernetesSource(discovery, sink);
      case 'registration':
        return new RegistrationSource(id, { registered: this.registered, sink });
    }
  }

  private tell(providerId: string, instances: readonly DiscoveredInstance[]): void {
    const followed = this.followed.get(providerId);
    if (followed === undefined) return;
    const { listed: before, hasSpoken } = followed;
    followed.instances = instances;
    followed.error = null;
    followed.hasSpoken = true;
    this.onWord?.();
    if (areSame(before, instances)) return;
    followed.listed = instances;
    this.versions += 1;
    // What was there before this process looked hasn't come.
    if (!hasSpoken && before.length === 0) return;
    const change = { providerId, came: notIn(before, instances), left: notIn(instances, before) };
    if (change.came.length + change.left.length > 0) for (const listener of this.listeners) listener(change);
  }

  private fail(providerId: string, { error, slug }: { error: unknown; slug: string }): void {
    const followed = this.followed.get(providerId);
    if (followed === undefined) return;
    this.failed += 1;
    followed.error = error instanceof Error ? error.message : String(error);
    followed.hasSpoken = true;
    this.onWord?.();
    this.options.onError(error, `discovery of "${slug}"`);
  }
}

/** Each catalogue has new objects for what stayed as it was. */
function isSame(followed: Followed, { discovery, baseUrl }: DiscoverableProvider): boolean {
  if (followed.discovery === discovery && followed.baseUrl === baseUrl) return true;
  return followed.baseUrl === baseUrl && JSON.stringify(followed.discovery) === JSON.stringify(discovery);
}

function areSame(some: readonly Instance[], others: readonly Instance[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ address, weight }, at) => others[at]?.address === address && others[at].weight === weight)
  );
}

function notIn(some: readonly Instance[], of: readonly Instance[]): string[] {
  const addresses = new Set(some.map(({ address }) => address));
  return of.flatMap(({ address }) => (addresses.has(address) ? [] : [address]));
}

function portOf(baseUrl: string): number {
  const { port, protocol } = new URL(baseUrl);
  return port !== '' ? Number(port) : protocol === 'https:' ? 443 : 80;
}
