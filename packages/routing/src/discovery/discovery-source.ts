/** What one provider's discovery is made of: a source that says which instances there are, each time it knows anew. */
import type { Instance } from '../route-plan.js';

/** An instance as its source knows it. */
export interface DiscoveredInstance extends Instance {
  /** Until when a registered one counts as living, in Redis' unix ms; null for others. */
  readonly expiresAtMs: number | null;
}

/** Who is told. A source that fails says so and nothing else: the instances it told of before stay. */
export interface DiscoverySink {
  /** All instances there are now; each address once. */
  found(instances: readonly DiscoveredInstance[]): void;
  failed(error: unknown): void;
}

/** Looks for instances from `start` to `close`; both return at once. Nothing is told any more after `close`. */
export interface DiscoverySource {
  start(): void;
  close(): void;
}

/** Of an instance that is there until its source says otherwise. */
export function lastingInstance(address: string, weight: number): DiscoveredInstance {
  return { address, weight, expiresAtMs: null };
}

/** `host:port`, IPv6 in brackets. */
export function addressOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
