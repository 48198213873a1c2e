/** One place asked once, and the bounds it is asked in. Ends with its first content, or, of a plain answer, its last byte. */
import type { AttemptPolicy } from '@turnpike/contracts/management/routing';
import type { FirstByteWitness } from '@turnpike/egress/egress';
import type { Flight } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from '../catalogue.js';
import type { Bounded } from './try-clock.js';
import type { Turn } from './turn.js';

/** A call under way, as far as it may be ended. */
export interface Stoppable {
  abort(reason: string): void;
  /** Where a silence of the peer's can be told from an end of ours. */
  timeOut?(code: string): void;
}

/** Why a try was ended by the corridor. */
export type StopReason = 'client_gone' | 'shutdown' | typeof HEDGED | typeof TRY_TIMEOUT;

/** Another place answered first. */
export const HEDGED = 'hedged';
/** It said nothing for too long. */
export const TRY_TIMEOUT = 'try_timeout';

export interface TryOptions {
  readonly policy: AttemptPolicy;
  /** Of all tries of the call, in monotonic ms. */
  readonly deadlineMs: number;
  /** Whether it is waited for its first content, and not for all of it. */
  readonly isStreamed: boolean;
  /** The fallback model whose place it is; null for the model asked for. */
  readonly model: string | null;
}

export class OneTry implements FirstByteWitness, Bounded {
  readonly turn: Turn;
  readonly flight: Flight;
  readonly policy: AttemptPolicy;
  readonly model: string | null;
  /** The place's, with the credential it is asked with. */
  target: CatalogueTarget;
  reason: Turn['reason'];
  expiresAtMs: number;
  /** Whether anything came. */
  hasBegun = false;
  /** Whether another was faster: nobody waits for it any more. */
  isLost = false;
  startedUs = 0;
  private readonly deadlineMs: number;
  private readonly isStreamed: boolean;
  private call: Stoppable | null = null;
  private stopped: StopReason | null = null;

  constructor(turn: Turn, { policy, deadlineMs, isStreamed, model }: TryOptions) {
    this.turn = turn;
    this.target = turn.choice.target;
    this.flight = turn.choice.place.begin();
    this.policy = policy;
    this.model = model;
    this.reason = turn.reason;
    this.deadlineMs = deadlineMs;
    this.isStreamed = isStreamed;
    this.expiresAtMs = deadlineMs;
  }

  /** Its time begins: for each credential anew. */
  start(target: CatalogueTarget, startedUs: number): void {
    this.target = target;
    this.startedUs = startedUs;
    this.call = null;
    this.heard();
  }

  /** The call that is made for it, as soon as it exists. */
  bind(call: Stoppable): void {
    this.call = call;
    if (this.stopped !== null) this.end(call, this.stopped);
  }

  firstByte(status: number): void {
    this.hasBegun = true;
    if (status < 300) this.flight.firstByte();
    // A plain answer is egress's to watch from here on, piece by piece: some are long in coming.
    if (this.isStreamed) this.heard();
    else this.expiresAtMs = this.deadlineMs;
  }

  /** Something came, but no content yet. */
  heard(): void {
    this.expiresAtMs = Math.min(performance.now() + this.policy.perTryTimeoutMs, this.deadlineMs);
  }

  expire(): void {
    this.stop(TRY_TIMEOUT);
  }

  /** Ends it; at once where its call has begun, else as soon as it does. */
  stop(reason: StopReason): void {
    if (this.stopped !== null) return;
    this.stopped = reason;
    if (this.call !== null) this.end(this.call, reason);
  }

  private end(call: Stoppable, reason: StopReason): void {
    if (reason === TRY_TIMEOUT && call.timeOut !== undefined) call.timeOut(reason);
    else call.abort(reason);
  }
}
