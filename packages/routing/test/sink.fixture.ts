/** What a source told of, for tests to wait on. */
import type { DiscoveredInstance, DiscoverySink } from '../src/discovery/discovery-source.js';

export class HeardSink implements DiscoverySink {
  instances: readonly DiscoveredInstance[] | null = null;
  readonly failures: string[] = [];
  told = 0;

  found(instances: readonly DiscoveredInstance[]): void {
    this.told += 1;
    this.instances = instances;
  }

  failed(error: unknown): void {
    this.failures.push(error instanceof Error ? error.message : String(error));
  }

  /** Addresses, in the order they were told; null before the first word. */
  addresses(): string | null {
    return this.instances?.map(({ address }) => address).join(' ') ?? null;
  }
}
