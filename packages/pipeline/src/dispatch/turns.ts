/**
 * The places of one plan in the order they are asked: each once, as the plan gives them, then those once more that may
 * have recovered, after a pause. Bounded by the policy's number of tries and by the plan's retry budget; a place whose
 * breaker refuses costs neither.
 */
import type { Attempt } from '@turnpike/contracts/call-record';
import type { Choice, RoutePlan } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from '../catalogue.js';
import type { Failed } from './try-result.js';
import type { Turn } from './turn.js';

interface Again {
  readonly choice: Choice<CatalogueTarget>;
  readonly notBeforeMs: number;
}

const FIRST_BACKOFF_MS = 50;
/** A provider that wants to be left alone for longer is not asked again within the call. */
const LONGEST_PAUSE_MS = 1_000;

export class Turns {
  readonly plan: RoutePlan<CatalogueTarget>;
  /** Tries so far, but for those that a breaker refused. */
  asked = 0;
  private readonly firstReason: Attempt['reason'];
  private readonly deadlineMs: number;
  private refused = 0;
  private repeated = 0;
  private isExhausted = false;
  private again: Again[] | null = null;

  /** `firstReason` is why the plan is asked at all; `deadlineMs` is monotonic and bounds pauses too. */
  constructor(plan: RoutePlan<CatalogueTarget>, { firstReason, deadlineMs }: TurnOptions) {
    this.plan = plan;
    this.firstReason = firstReason;
    this.deadlineMs = deadlineMs;
  }

  /** Null: nobody is to be asked any more. */
  next(): Turn | null {
    const isFirst = this.asked === 0 && this.refused === 0;
    const choice = this.nextChoice();
    if (choice === null) return this.nextAgain();
    if (!this.allows(choice)) return null;
    return { choice, reason: isFirst ? this.firstReason : 'fallback', pauseMs: 0 };
  }

  /** A place that nobody has asked yet and that would take a call now, beside one that is being asked. */
  beside(): Turn | null {
    const choice = this.nextChoice();
    if (choice?.place.breaker.admits() !== true || !this.allows(choice)) return null;
    return { choice, reason: 'hedge', pauseMs: 0 };
  }

  /** The place of that turn failed: whether it may be asked once more is kept in mind. */
  failed({ choice, reason }: Turn, { failure, hasCostTime, outcome }: Failed): void {
    const { retryable, retryAfterMs } = failure;
    if (reason === 'retry' || !retryable || hasCostTime || outcome === 'breaker_open') return;
    if ((retryAfterMs ?? 0) > LONGEST_PAUSE_MS) return;
    (this.again ??= []).push({ choice, notBeforeMs: performance.now() + (retryAfterMs ?? 0) });
  }

  private nextChoice(): Choice<CatalogueTarget> | null {
    if (this.isExhausted) return null;
    const choice = this.plan.next();
    this.isExhausted = choice === null;
    return choice;
  }

  private nextAgain(): Turn | null {
    let again = this.again?.shift();
    while (again?.choice.place.breaker.admits() === false) again = this.again?.shift();
    if (again === undefined) return null;
    const now = performance.now();
    const pauseMs = Math.max(this.backoffMs(), again.notBeforeMs - now);
    if (now + pauseMs >= this.deadlineMs || !this.allows(again.choice)) return null;
    this.repeated += 1;
    return { choice: again.choice, reason: 'retry', pauseMs };
  }

  /** Doubled each time, and anything from half to one and a half of that. */
  private backoffMs(): number {
    return Math.min(LONGEST_PAUSE_MS, FIRST_BACKOFF_MS * 2 ** this.repeated * (0.5 + Math.random()));
  }

  private allows({ place }: Choice<CatalogueTarget>): boolean {
    const { mostTries } = this.plan.attempts;
    if (!place.breaker.admits()) return (this.refused += 1) <= mostTries;
    if (this.asked >= mostTries || (this.asked > 0 && !this.plan.takeRetry())) return false;
    this.asked += 1;
    return true;
  }
}

interface TurnOptions {
  readonly firstReason: Attempt['reason'];
  readonly deadlineMs: number;
}
