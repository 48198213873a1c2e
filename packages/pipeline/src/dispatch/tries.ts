/**
 * All tries of one call: one after the other, or one beside the first where the policy hedges. Who ends the call ends
 * every try under way, and no other begins.
 */
import type { Attempt } from '@turnpike/contracts/call-record';
import type { RoutePlan } from '@turnpike/routing/route-plan';
import type { CatalogueModel, CatalogueTarget } from '../catalogue.js';
import type { PipelineServices } from '../services.js';
import type { Routed } from '../tickets.js';
import { askTarget } from './ask-target.js';
import { firstAnswer, outlasts } from './hedge.js';
import { HEDGED, OneTry } from './one-try.js';
import { TryClock } from './try-clock.js';
import { type Answered, describeAttempt, type Failed, isFailed, lost, shutDown, type TryResult } from './try-result.js';
import type { Turn } from './turn.js';
import { Turns } from './turns.js';

/** A try that answered, with the target as it was asked. */
export interface Won extends Answered {
  readonly one: OneTry;
  readonly target: CatalogueTarget;
  /** The fallback model whose target it is; null for the model asked for. */
  readonly model: CatalogueModel | null;
}

/** Places to ask, of the model asked for (null) or of one that stands in for it. */
export interface AskedPlan {
  readonly plan: RoutePlan<CatalogueTarget>;
  readonly model: CatalogueModel | null;
}

interface AskedTurns {
  readonly turns: Turns;
  readonly model: CatalogueModel | null;
}

type PlaceOutcome = Won | Failed | 'client_gone';

const CLOCK = new TryClock();

export class Tries {
  readonly attempts: Attempt[] = [];
  private readonly services: PipelineServices;
  private readonly ticket: Routed;
  private readonly isStreamed: boolean;
  /** Of all tries and the pauses between them, in monotonic ms. */
  private readonly deadlineMs: number;
  private readonly underWay: OneTry[] = [];
  private stopped: 'client_gone' | 'shutdown' | null = null;
  private hasHedged = false;
  /** Ends the pause that is made; null where none is. */
  private wake: (() => void) | null = null;

  constructor(services: PipelineServices, ticket: Routed) {
    const { arrival, plan, entitlement, openCall, request } = ticket;
    this.services = services;
    this.ticket = ticket;
    this.deadlineMs = performance.now() + plan.attempts.totalTimeoutMs;
    this.isStreamed = request.stream || arrival.operation.media?.isRelayed === true;
    openCall.cancel = () => this.stop('shutdown');
    // A product that cancels stops here when its caller leaves; one that drains lets the provider finish.
    if (entitlement.product.clientGonePolicy === 'cancel') arrival.exchange.onGone(() => this.stop('client_gone'));
  }

  /** Whether another try may begin. */
  get hasTime(): boolean {
    return this.stopped === null && performance.now() < this.deadlineMs;
  }

  /**
   * Asks the places of a plan until one answers, or asking on is of no use. Null: there was nobody to ask. Rejects for
   * faults of ours only.
   */
  async ask({ plan, model }: AskedPlan): Promise<PlaceOutcome | null> {
    const firstReason = model === null ? undefined : 'fallback_model';
    const turns = new Turns(plan, { firstReason, deadlineMs: this.deadlineMs });
    let last: Failed | null = null;
    for (let turn = turns.next(); turn !== null; turn = turns.next()) {
      if (turn.pauseMs > 0) await this.pause(turn.pauseMs);
      if (this.stopped !== null) return this.stopped === 'shutdown' ? shutDown() : this.stopped;
      const asked = { turns, model };
      const outcome = await (this.mayHedge(turns)
        ? this.askTwo(turn, asked)
        : this.askPlace(this.begin(turn, asked), asked));
      if (!isFailed(outcome)) return outcome;
      // That one was refused says less than why another failed.
      if (last === null || outcome.outcome !== 'breaker_open') last = outcome;
      if (!mayGoOn(outcome) || !this.hasTime) break;
    }
    return last;
  }

  private mayHedge({ plan, asked }: Turns): boolean {
    if (plan.attempts.hedgeAfterMs === null || this.hasHedged || asked !== 1) return false;
    return this.ticket.arrival.operation.session === undefined;
  }

  private begin(turn: Turn, { turns, model }: AskedTurns): OneTry {
    const { deadlineMs, isStreamed } = this;
    const policy = turns.plan.attempts;
    const one = new OneTry(turn, { policy, deadlineMs, isStreamed, model: model?.name ?? null });
    this.underWay.push(one);
    CLOCK.add(one);
    return one;
  }

  /** Asks one place, with another of its credentials at once where one is refused or busy. */
  private async askPlace(one: OneTry, { turns, model }: AskedTurns): Promise<PlaceOutcome> {
    const { services, ticket } = this;
    const { timer } = ticket.arrival;
    const { target: planned } = one.turn.choice;
    let target = services.credentials.pick(planned);
    try {
      // Bounded apart from their rests, which may be over before the last of them has been asked.
      for (let tries = 1; ; tries += 1) {
        one.start(target, timer.elapsedUs());
        const result = await askTarget(services, ticket, one);
        if (one.isLost) {
          one.flight.end('unknown');
          return lost(result);
        }
        // Before it is noted: what decided the call stands last on its record.
        if (!isFailed(result) || !mayGoOn(result)) this.stopOthers(one);
        timer.upstreamUs += this.note(one, result);
        if (result === 'client_gone') {
          one.flight.end('unknown');
          return result;
        }
        if ('answer' in result) return { ...result, one, target, model };
        const other = this.hasTime ? services.credentials.next(target, result.failure) : null;
        if (other === null || tries >= planned.credentials.length) {
          one.flight.end(result.verdict);
          turns.failed(one.turn, result);
          return result;
        }
        one.reason = 'credential';
        target = other;
      }
    } catch (fault) {
      one.flight.end('unknown');
      this.stopOthers(one);
      throw fault;
    } finally {
      this.leave(one);
    }
  }

  /** Asks one place, and a second beside it when the first stays silent. Who has content first wins. */
  private async askTwo(turn: Turn, asked: AskedTurns): Promise<PlaceOutcome> {
    const { turns } = asked;
    const { timer } = this.ticket.arrival;
    const [upstreamUs, startedUs] = [timer.upstreamUs, timer.elapsedUs()];
    const one = this.begin(turn, asked);
    const first = this.askPlace(one, asked);
    const isLate = await outlasts(first, turns.plan.attempts.hedgeAfterMs ?? 0);
    const second = isLate && !one.hasBegun && this.hasTime ? turns.beside() : null;
    if (second === null) return first;
    this.hasHedged = true;
    const outcome = await firstAnswer(first, this.askPlace(this.begin(second, asked), asked), mayGoOn);
    // Two at once take no longer than the longer of them.
    timer.upstreamUs = upstreamUs + timer.elapsedUs() - startedUs;
    return outcome;
  }

  /** The call is decided: whatever else is under way has lost, which says nothing of its place. */
  private stopOthers(decided: OneTry): void {
    for (const other of this.underWay) {
      if (other === decided || other.isLost) continue;
      other.isLost = true;
      other.stop(HEDGED);
      this.note(other, HEDGED);
    }
  }

  /** Puts an attempt on the record; returns its µs. */
  private note(one: OneTry, result: TryResult | typeof HEDGED): number {
    const { arrival, model } = this.ticket;
    const durationUs = arrival.timer.elapsedUs() - one.startedUs;
    this.attempts.push(describeAttempt(one, { result, durationUs, namesPool: model.routing !== null }));
    return durationUs;
  }

  private leave(one: OneTry): void {
    CLOCK.remove(one);
    this.underWay.splice(this.underWay.indexOf(one), 1);
  }

  private stop(reason: 'client_gone' | 'shutdown'): void {
    this.stopped ??= reason;
    for (const one of this.underWay) one.stop(reason);
    this.wake?.();
  }

  /** The provider's time, not ours. */
  private async pause(ms: number): Promise<void> {
    const { timer } = this.ticket.arrival;
    const startedUs = timer.elapsedUs();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
    timer.upstreamUs += timer.elapsedUs() - startedUs;
  }
}

/** Whether asking again, here or elsewhere, may mend it. */
function mayGoOn({ failure }: Failed): boolean {
  return failure.fallback || failure.retryable;
}
