/**
 * Asks every place that is to be checked, while this process leads. Places of one provider at one address are one check.
 * Each goes by its own interval, a little off it by chance; so many at once and no more. Its connections are its own and
 * made anew each time: what it finds out is whether a new call would get through.
 */
import type { Egress } from '@turnpike/egress/egress';
import { createEgress } from '@turnpike/egress/egress-client';
import type { PlaceCheck } from '@turnpike/contracts/place-health';
import { askHealth } from './ask-health.js';
import { type CheckablePlace, CheckedOrigin, checkIdOf } from './checked-origin.js';

/** What a check said of the places at one address; `flipped` when it is another verdict than before. */
export interface CheckReport {
  readonly keys: readonly string[];
  readonly check: PlaceCheck;
  readonly flipped: boolean;
}

export interface ActiveChecksOptions {
  isLeading: () => boolean;
  /** Redis' Unix ms. */
  clock: () => number;
  /** What is known of a place already: who takes the lead over goes on from there. */
  knownCheck: (key: string) => PlaceCheck | undefined;
  onReport: (report: CheckReport) => void;
}

const TICK_MS = 100;
const MOST_AT_ONCE = 50;
/** The first checks of a leader are spread over this, or over the interval where that is shorter. */
const FIRST_WITHIN_MS = 1_000;

export class ActiveChecks {
  /** Checks that failed since the start. */
  failed = 0;
  private readonly options: ActiveChecksOptions;
  private readonly origins = new Map<string, CheckedOrigin>();
  private egress: Egress | null = null;
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;
  private isClosed = false;

  constructor(options: ActiveChecksOptions) {
    this.options = options;
  }

  start(): void {
    this.timer ??= setInterval(() => this.askDue(), TICK_MS).unref();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    await this.egress?.destroy();
  }

  /** What is to be checked from now on; an address that is checked already stays as it is. */
  follow(places: Iterable<CheckablePlace>): void {
    const keysById = new Map<string, string[]>();
    for (const place of places) {
      const id = checkIdOf(place);
      const keys = keysById.get(id);
      if (keys !== undefined) {
        keys.push(place.key);
        continue;
      }
      keysById.set(id, [place.key]);
      if (!this.origins.has(id)) this.origins.set(id, this.open(place));
    }
    for (const [id, origin] of this.origins) {
      const keys = keysById.get(id);
      if (keys === undefined) this.origins.delete(id);
      else origin.keys = keys;
    }
  }

  /** Who led before has no say any more: what was counted here is old. */
  forget(): void {
    this.origins.clear();
  }

  private open(place: CheckablePlace): CheckedOrigin {
    const spread = Math.min(place.healthCheck.intervalMs, FIRST_WITHIN_MS);
    return new CheckedOrigin(place, {
      healthy: this.options.knownCheck(place.key)?.healthy ?? null,
      firstAtMs: performance.now() + Math.random() * spread,
    });
  }

  private askDue(): void {
    if (!this.options.isLeading()) return;
    const now = performance.now();
    for (const origin of this.origins.values()) {
      if (this.asked >= MOST_AT_ONCE) return;
      if (!origin.isAsked && origin.nextAtMs <= now) void this.ask(origin);
    }
  }

  private async ask(origin: CheckedOrigin): Promise<void> {
    this.egress ??= createEgress({ keepsConnections: false });
    origin.isAsked = true;
    this.asked += 1;
    const outcome = await askHealth(this.egress, { ...origin.request(), timeoutMs: origin.policy.timeoutMs });
    this.asked -= 1;
    origin.isAsked = false;
    origin.planNext(performance.now(), Math.random());
    if (this.isClosed || !this.options.isLeading()) return;
    if (!outcome.healthy) this.failed += 1;
    const judged = origin.judge(outcome, this.options.clock());
    if (judged !== null) this.options.onReport({ keys: origin.keys, ...judged });
  }
}
