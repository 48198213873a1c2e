/**
 * What active checks say, as this process knows it: its own reports while it leads, else what the leader left. What is
 * not said any more counts no longer.
 */
import type { PlaceCheck } from '@turnpike/contracts/place-health';
import type { CheckVerdict } from '../place-event.js';
import type { RedisClock } from './redis-clock.js';

export interface SharedChecksOptions {
  readonly places: { setCheck(key: string, verdict: CheckVerdict | null): void };
  readonly clock: RedisClock;
}

export class SharedChecks {
  private readonly places: SharedChecksOptions['places'];
  private readonly clock: RedisClock;
  private readonly known = new Map<string, PlaceCheck>();

  constructor({ places, clock }: SharedChecksOptions) {
    this.places = places;
    this.clock = clock;
  }

  get size(): number {
    return this.known.size;
  }

  of(key: string): PlaceCheck | undefined {
    return this.known.get(key);
  }

  /** Some of them. */
  take(checks: Iterable<readonly [string, PlaceCheck]>): void {
    for (const [key, check] of checks) {
      const was = this.known.get(key);
      if (was !== undefined && was.atMs >= check.atMs) continue;
      this.known.set(key, check);
      const { healthy, detail, atMs } = check;
      this.places.setCheck(key, { healthy, detail, at: this.clock.toLocal(atMs) });
    }
  }

  /** Gives the places for which `isWanted` is false, and forgets what was said of them. */
  drop(isWanted: (key: string) => boolean): string[] {
    const dropped = [...this.known.keys()].filter((key) => !isWanted(key));
    for (const key of dropped) {
      this.known.delete(key);
      this.places.setCheck(key, null);
    }
    return dropped;
  }
}
