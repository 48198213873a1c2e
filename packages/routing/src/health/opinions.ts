/**
 * What other processes found out, put into this one's places. It is heard at once by message, and once more in each
 * process's state, so that a lost message is made up for. What was applied is remembered: an old opinion, read again,
 * must not close what another process has found to be well since.
 */
import type { PlaceNews, PlaceState, ProcessHealthState } from '@turnpike/contracts/place-health';
import type { PlaceEvent } from '../place-event.js';
import type { RedisClock } from './redis-clock.js';

/** Two tellings of one moment differ by what clocks and rounding do. */
const SAME_MOMENT_MS = 500;

export interface OpinionsOptions {
  readonly places: { applyRemote(event: PlaceEvent): void };
  readonly clock: RedisClock;
}

export class Opinions {
  private readonly places: OpinionsOptions['places'];
  private readonly clock: RedisClock;
  /** By process, then by place: until when it is left alone there, in Redis' ms. */
  private readonly applied = new Map<string, Map<string, number>>();

  constructor({ places, clock }: OpinionsOptions) {
    this.places = places;
    this.clock = clock;
  }

  /** A message of another process. */
  hear(from: string, news: readonly PlaceNews[]): void {
    const applied = this.of(from);
    for (const one of news) {
      if (one.untilMs !== null) applied.set(one.key, one.untilMs);
      else if (one.kind !== 'breaker_half_open') applied.delete(one.key);
      this.apply(one);
    }
  }

  /** The states of all other processes. One that is gone has nothing to say; what it said runs out. */
  read(states: ReadonlyMap<string, ProcessHealthState>): void {
    for (const process of this.applied.keys()) if (!states.has(process)) this.applied.delete(process);
    for (const [process, { places }] of states) this.compare(process, places);
  }

  private compare(process: string, places: readonly PlaceState[]): void {
    const applied = this.of(process);
    const now = this.clock.now();
    const closed = new Set<string>();
    for (const { key, openUntilMs, ejectedUntilMs } of places) {
      const untilMs = Math.max(openUntilMs ?? 0, ejectedUntilMs ?? 0);
      if (untilMs <= now) continue;
      closed.add(key);
      if (untilMs <= (applied.get(key) ?? 0) + SAME_MOMENT_MS) continue;
      applied.set(key, untilMs);
      const kind = untilMs === ejectedUntilMs ? 'ejected' : 'breaker_opened';
      this.apply({ key, kind, atMs: now, untilMs, reason: null });
    }
    for (const [key, untilMs] of applied) {
      if (closed.has(key)) continue;
      applied.delete(key);
      // Before its time: it is back. After it, that process only tries.
      if (untilMs > now + SAME_MOMENT_MS) this.apply({ key, kind: 'returned', atMs: now, untilMs: null, reason: null });
    }
  }

  private apply(news: PlaceNews): void {
    const { clock } = this;
    const untilMs = news.untilMs === null ? null : clock.toLocal(news.untilMs);
    this.places.applyRemote({ ...news, atMs: clock.toLocal(news.atMs), untilMs });
  }

  private of(process: string): Map<string, number> {
    let applied = this.applied.get(process);
    if (applied === undefined) this.applied.set(process, (applied = new Map()));
    return applied;
  }
}
