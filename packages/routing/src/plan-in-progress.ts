/** The places of one call, found as they are asked for. */
import type { AttemptPolicy } from '@turnpike/contracts/management/routing';
import type { CompiledPool, CompiledRoutes } from './compiled-routes.js';
import type { KnownPlace } from './known-place.js';
import type { RetryBudget } from './retry-budget.js';
import type { Choice, RoutePlan, RouteQuestion } from './route-plan.js';
import type { Asking, PoolMember } from './strategies/strategy.js';

/** What a call was sent to, and on what ground. */
export interface Turn<T> {
  readonly rule: string | null;
  readonly pools: readonly CompiledPool<T>[];
}

/**
 * How places that a strategy wouldn't pick are asked when nothing else is left: those that are only full first, since
 * they answer; then those that are said to be down, since that may be wrong; at the very end those whose breaker would
 * refuse.
 */
export const LAST_RESORTS: readonly ((place: KnownPlace) => boolean)[] = [
  (place) => place.isUsable(),
  (place) => place.breaker.admits(),
  () => true,
];

export class PlanInProgress<T> implements RoutePlan<T>, Asking<T> {
  readonly rule: string | null;
  readonly shadow: Choice<T> | null;
  readonly question: RouteQuestion<T>;
  private readonly routes: CompiledRoutes<T>;
  private readonly pools: readonly CompiledPool<T>[];
  private readonly budget: RetryBudget;
  private readonly random: () => number;
  /** Given already; most calls give one. */
  private first: KnownPlace | null = null;
  private more: KnownPlace[] | null = null;

  constructor(turn: Turn<T>, call: PlannedCall<T>) {
    this.rule = turn.rule;
    this.pools = turn.pools;
    this.question = call.question;
    this.routes = call.routes;
    this.budget = call.budget;
    this.random = call.random;
    this.shadow = call.shadow;
  }

  get attempts(): AttemptPolicy {
    return this.routes.attempts;
  }

  get fallbackModels(): readonly string[] {
    return this.routes.fallbackModels;
  }

  next(): Choice<T> | null {
    const member = this.find();
    if (member === null) return null;
    if (this.first === null) this.first = member.place;
    else (this.more ??= []).push(member.place);
    return member;
  }

  takeRetry(): boolean {
    return this.budget.take(this.routes.attempts.retryBudgetPercent);
  }

  mayAsk({ place, maxInFlight }: PoolMember<T>): boolean {
    return place.inFlight < maxInFlight && place.isUsable() && !this.wasGiven(place);
  }

  private wasGiven(place: KnownPlace): boolean {
    return place === this.first || this.more?.includes(place) === true;
  }

  private find(): PoolMember<T> | null {
    for (const { strategy } of this.pools) {
      const member = strategy === null ? null : strategy.pick(this);
      if (member !== null) return member;
    }
    for (const { reserve } of this.pools) {
      const member = reserve === null ? null : reserve.pick(this);
      if (member !== null) return member;
    }
    for (const isAskable of LAST_RESORTS)
      for (const { members } of this.pools) {
        const member = this.findFrom(members, isAskable);
        if (member !== null) return member;
      }
    return null;
  }

  /** Begins anywhere: when everything looks dead, not all calls are to meet at the first. */
  private findFrom(members: readonly PoolMember<T>[], isAskable: (place: KnownPlace) => boolean): PoolMember<T> | null {
    const start = Math.floor(this.random() * members.length);
    for (let step = 0; step < members.length; step += 1) {
      const member = members[(start + step) % members.length];
      if (member !== undefined && isAskable(member.place) && !this.wasGiven(member.place)) return member;
    }
    return null;
  }
}

interface PlannedCall<T> {
  readonly question: RouteQuestion<T>;
  readonly routes: CompiledRoutes<T>;
  readonly budget: RetryBudget;
  readonly shadow: Choice<T> | null;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
