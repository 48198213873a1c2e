/**
 * A model's capacity in one process: so many calls at once, the others wait by their tenants' weights and in order. Of
 * the places to wait in a tenant has its weight's part beside the others that wait, so that one tenant's burst fills
 * its own part and nobody else's.
 */
import { FairQueue, type Waiting } from './fair-queue.js';

export interface CapacityGateOptions {
  /** Calls that may wait for a model: all of them one tenant's where no other waits. */
  readonly maxWaiting: number;
  /** Longest that one waits, in ms. */
  readonly maxWaitMs: number;
}

/** `entered`: a slot is the call's until `leave`. Otherwise it has none: as many wait as may, or it waited too long, or it left. */
export type Entry = 'entered' | 'full' | 'late' | 'gone';

interface Waiter {
  readonly decide: (entry: Entry) => void;
}

export class CapacityGate {
  private readonly options: CapacityGateOptions;
  private readonly queue = new FairQueue<Waiter>();
  private share = 1;
  private used = 0;

  constructor(options: CapacityGateOptions) {
    this.options = options;
  }

  /** Calls under way. */
  get inUse(): number {
    return this.used;
  }

  /** Calls that are under way, or could be as it stands. */
  get atMost(): number {
    return Math.max(this.used, this.share);
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Calls that this process may have under way at once. Those that are already go on. */
  allow(share: number): void {
    this.share = share;
    this.admitNext();
  }

  /** Decided at once where it can be. `onWaiting` is given what ends a wait early. */
  enter(
    tenant: { readonly id: string; readonly weight: number },
    onWaiting: (giveUp: () => void) => void,
  ): Entry | Promise<Entry> {
    if (this.enterNow()) return 'entered';
    if (this.queue.lengthOf(tenant.id) >= this.placesOf(tenant)) return 'full';
    return new Promise((resolve) => {
      const end = (entry: Entry) => {
        if (this.queue.leave(place)) decide(entry);
      };
      const late = setTimeout(() => end('late'), this.options.maxWaitMs);
      const decide = (entry: Entry) => {
        clearTimeout(late);
        resolve(entry);
      };
      const place: Waiting<Waiter> = this.queue.add(tenant.id, tenant.weight, { decide });
      onWaiting(() => end('gone'));
    });
  }

  /** Enters where nobody has to be waited for; false where somebody has. */
  enterNow(): boolean {
    if (this.used >= this.share || this.queue.length > 0) return false;
    this.used += 1;
    return true;
  }

  /** Gives the slot of a call back. */
  leave(): void {
    this.used -= 1;
    this.admitNext();
  }

  private admitNext(): void {
    while (this.used < this.share) {
      const waiter = this.queue.take();
      if (waiter === null) return;
      this.used += 1;
      waiter.decide('entered');
    }
  }

  private placesOf({ id, weight }: { id: string; weight: number }): number {
    const total = this.queue.weight - this.queue.weightOf(id) + weight;
    return Math.max(1, Math.floor((this.options.maxWaiting * weight) / total));
  }
}
