/**
 * Instances that register themselves: read when a message says that something changed, and once a second whatever
 * messages say. While Redis is away the last list stays, for heartbeats can't reach it either; what Redis forgot stays
 * until the expiry that was known of it.
 */
import type { DiscoveredInstance, DiscoverySink, DiscoverySource } from './discovery-source.js';
import type { RegisteredInstances } from './registered-instances.js';

const READ_EVERY_MS = 1_000;

export class RegistrationSource implements DiscoverySource {
  private readonly providerId: string;
  private readonly registered: RegisteredInstances;
  private readonly sink: DiscoverySink;
  private readonly onChange = () => void this.read();
  private known = new Map<string, DiscoveredInstance & { readonly expiresAtMs: number }>();
  private timer: NodeJS.Timeout | undefined;
  private reading = false;
  private again = false;
  private closed = false;

  constructor(providerId: string, options: { registered: RegisteredInstances; sink: DiscoverySink }) {
    this.providerId = providerId;
    this.registered = options.registered;
    this.sink = options.sink;
  }

  start(): void {
    this.registered.listen(this.providerId, this.onChange);
    this.timer = setInterval(this.onChange, READ_EVERY_MS).unref();
    this.onChange();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.registered.forget(this.providerId, this.onChange);
  }

  /** One at a time; what is asked for meanwhile is asked once more after it. */
  private async read(): Promise<void> {
    this.again = this.reading;
    if (this.reading) return;
    this.reading = true;
    try {
      const { nowMs, instances } = await this.registered.read(this.providerId);
      if (this.closed) return;
      // What is in Redis goes before what is remembered: one that left is in it as expired.
      const all = [...new Map([...this.known, ...instances]).values()];
      const living = all
        .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
        .sort((a, b) => (a.address < b.address ? -1 : 1));
      this.known = new Map(living.map((instance) => [instance.address, instance]));
      this.sink.found(living);
    } catch (error) {
      if (!this.closed) this.sink.failed(error);
    } finally {
      this.reading = false;
    }
    if (this.again && !this.closed) void this.read();
  }
}
