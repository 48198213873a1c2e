/**
 * Instances by DNS, asked anew all the time: A and AAAA records with a port from the configuration, or SRV records
 * (RFC 2782) of the lowest priority group. Names of SRV records are resolved when they are connected to. Asks name
 * servers itself (c-ares): /etc/hosts doesn't count. A failed look-up leaves the last list as it is; an answer without
 * records leaves it for three more of them, as name servers say so now and then while their own data is reloaded.
 */
import { Resolver } from 'node:dns/promises';
import type { Discovery } from '@turnpike/contracts/management/discovery';
import { addressOf, type DiscoveredInstance, lastingInstance } from './discovery-source.js';
import type { DiscoverySink, DiscoverySource } from './discovery-source.js';

type DnsDiscovery = Extract<Discovery, { kind: 'dns' }>;

const QUERY_TIMEOUT_MS = 2_000;
const QUERY_TRIES = 2;
const EMPTY_ANSWERS_BELIEVED_AFTER = 3;
/** Look-ups are spread by this share of their interval to either side. */
const JITTER = 0.1;
/** What c-ares calls an answer that says: no such name, or none of these records. */
const NO_RECORDS: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND']);

export class DnsSource implements DiscoverySource {
  private readonly discovery: DnsDiscovery;
  private readonly defaultPort: number;
  private readonly sink: DiscoverySink;
  private readonly resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private hasFound = false;
  private emptyAnswers = 0;

  /** `defaultPort` counts for A and AAAA records where the configuration names none. */
  constructor(discovery: DnsDiscovery, options: { defaultPort: number; sink: DiscoverySink }) {
    this.discovery = discovery;
    this.defaultPort = options.defaultPort;
    this.sink = options.sink;
  }

  start(): void {
    void this.refresh();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.resolver.cancel();
  }

  private async refresh(): Promise<void> {
    try {
      const { server } = this.discovery;
      if (server !== undefined) this.resolver.setServers([server]);
      const instances = await this.lookUp();
      if (!this.closed) this.take(instances);
    } catch (error) {
      if (!this.closed) this.sink.failed(error);
    }
    if (this.closed) return;
    const spread = 1 - JITTER + 2 * JITTER * Math.random();
    this.timer = setTimeout(() => void this.refresh(), this.discovery.refreshMs * spread).unref();
  }

  private take(instances: readonly DiscoveredInstance[]): void {
    if (instances.length > 0) {
      this.hasFound = true;
      this.emptyAnswers = 0;
    } else if (this.hasFound && ++this.emptyAnswers <= EMPTY_ANSWERS_BELIEVED_AFTER) {
      this.sink.failed(new Error(`${this.discovery.host} has no ${this.discovery.record} records`));
      return;
    }
    this.sink.found(instances);
  }

  /** Sorted, so that equal answers are equal lists: name servers turn theirs around. */
  private async lookUp(): Promise<DiscoveredInstance[]> {
    const { record, host, port = this.defaultPort } = this.discovery;
    try {
      if (record === 'SRV') return await this.lookUpServices(host);
      const addresses = record === 'A' ? await this.resolver.resolve4(host) : await this.resolver.resolve6(host);
      return [...new Set(addresses)].sort().map((address) => lastingInstance(addressOf(address, port), 1));
    } catch (error) {
      if (NO_RECORDS.has((error as NodeJS.ErrnoException).code)) return [];
      throw error;
    }
  }

  private async lookUpServices(host: string): Promise<DiscoveredInstance[]> {
    // A target of "." (here an empty name) says that the service is decidedly not available.
    const records = (await this.resolver.resolveSrv(host)).filter(({ name }) => name !== '' && name !== '.');
    const lowest = Math.min(...records.map(({ priority }) => priority));
    const weights = new Map<string, number>();
    for (const { name, port, priority, weight } of records) {
      // A weight of 0 is a very small chance to be chosen, not none.
      if (priority === lowest) weights.set(addressOf(name.toLowerCase(), port), Math.max(weight, 1));
    }
    return [...weights]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([address, weight]) => lastingInstance(address, weight));
  }
}
