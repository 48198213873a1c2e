/** What a pool's strategy takes and gives. */
import type { KnownPlace } from '../known-place.js';
import type { Member } from '../members.js';
import type { Choice, RouteQuestion } from '../route-plan.js';

/** A place in a pool. */
export interface PoolMember<T> extends Member<T>, Choice<T> {
  readonly place: KnownPlace;
  /** Calls at once that it takes from this pool. */
  readonly maxInFlight: number;
}

/** One call that looks for a place. */
export interface Asking<T> {
  readonly question: RouteQuestion<T>;
  /** Whether a member may be asked: it can serve now, isn't full, and wasn't asked yet. */
  mayAsk(member: PoolMember<T>): boolean;
}

/** A member where a strategy would put it. */
export interface Ranked<T> {
  readonly member: PoolMember<T>;
  /** In percent, where it is drawn; null where it isn't. */
  readonly chancePercent: number | null;
  /** In words. */
  readonly reason: string;
}

/** Picks among members of one pool, all of a weight above zero. Once made it is used by all calls. */
export interface Strategy<T> {
  /** Null when no member may be asked. */
  pick(call: Asking<T>): PoolMember<T> | null;
  /** All that may be asked, in the order they would be, or the likeliest first. Changes nothing. */
  rank(call: Asking<T>): Ranked<T>[];
}

/** The clock and the dice of strategies. */
export interface StrategyServices {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
