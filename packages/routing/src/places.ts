/** What this process knows of each place. Made on first use, shared by all plans, forgotten when nobody serves there. */
import { KnownPlace } from './known-place.js';
import type { PlaceServices } from './known-place.js';
import type { CheckVerdict, PlaceEvent, PlaceSnapshot } from './place-event.js';

/** Clocks and dice; the machine's own when omitted. */
export type PlacesOptions = Partial<Omit<PlaceServices, 'tell'>>;

export class Places {
  private readonly places = new Map<string, KnownPlace>();
  private readonly listeners = new Set<(event: PlaceEvent) => void>();
  private readonly services: PlaceServices;

  constructor({ now, clock, random }: PlacesOptions = {}) {
    this.services = {
      now: now ?? (() => performance.now()),
      clock: clock ?? Date.now,
      random: random ?? Math.random,
      tell: (event) => {
        for (const listener of this.listeners) listener(event);
      },
    };
  }

  of(key: string): KnownPlace {
    let place = this.places.get(key);
    if (place === undefined) this.places.set(key, (place = new KnownPlace(key, this.services)));
    return place;
  }

  /**
   * Calls the listener with each thing this process finds out by its own calls; not with what it was told by
   * {@link applyRemote} and {@link setCheck}. Returns what ends that. A listener must neither throw nor wait.
   */
  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * What another process found out. An open breaker or an ejection there closes the place here for as long as it says,
   * and a quarter longer, so that who saw it first tries it first; a closed breaker or a return opens it at once.
   */
  applyRemote(event: PlaceEvent): void {
    this.of(event.key).applyRemote(event);
  }

  /** The newest verdict of active checks: a place that isn't healthy is asked last. Null: it is checked no more. */
  setCheck(key: string, verdict: CheckVerdict | null): void {
    this.of(key).setCheck(verdict);
  }

  keys(): Iterable<string> {
    return this.places.keys();
  }

  /** All places that calls were sent to or that something is known of. */
  snapshot(): PlaceSnapshot[] {
    return [...this.places.values()].map((place) => place.snapshot());
  }

  /** For places where nobody serves any more. Those with calls under way stay until they are asked to go again. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) if (this.places.get(key)?.inFlight === 0) this.places.delete(key);
  }
}
