import type { Discovery } from '@turnpike/contracts/management/discovery';
import { type DiscoverySink, type DiscoverySource, lastingInstance } from './discovery-source.js';

/** The list that was written down. Of an address that is in it twice the first entry counts. */
export class StaticSource implements DiscoverySource {
  private readonly discovery: Extract<Discovery, { kind: 'static' }>;
  private readonly sink: DiscoverySink;

  constructor(discovery: Extract<Discovery, { kind: 'static' }>, sink: DiscoverySink) {
    this.discovery = discovery;
    this.sink = sink;
  }

  start(): void {
    const seen = new Set<string>();
    const { instances } = this.discovery;
    const once = instances.filter(({ address }) => !seen.has(address) && seen.add(address));
    this.sink.found(once.map(({ address, weight }) => lastingInstance(address, weight)));
  }

  close(): void {
    // Nothing is under way.
  }
}
