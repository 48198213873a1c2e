/**
 * What this process knows of one place: the tries under way, how long it takes to answer, its breaker, whether it was
 * ejected for failing in a row, what active checks say, and what other processes found out.
 */
import { BreakerPolicySchema, EjectionPolicySchema } from '@turnpike/contracts/management/routing';
import type { BreakerPolicy, EjectionPolicy } from '@turnpike/contracts/management/routing';
import { Breaker } from '@turnpike/egress/breaker';
import type { BreakerState } from '@turnpike/egress/breaker';
import { Ejection } from './ejection.js';
import { PeakLatency } from './peak-latency.js';
import type { CheckVerdict, PlaceEvent, PlaceSnapshot } from './place-event.js';
import type { Flight, FlightOutcome, Place } from './route-plan.js';

/** The clock and the dice, and who is told. */
export interface PlaceServices {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Unix time in ms. */
  readonly clock: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly tell: (event: PlaceEvent) => void;
}

/** What a model's policy says of its places. */
export interface PlacePolicy {
  readonly breaker: BreakerPolicy;
  readonly ejection: EjectionPolicy;
  /** The model's pools: so many of each may be ejected at once. */
  readonly pools: readonly (readonly KnownPlace[])[];
}

/** Without another place beside it a place is never ejected. */
const DEFAULT_POLICY: PlacePolicy = {
  breaker: BreakerPolicySchema.parse({}),
  ejection: EjectionPolicySchema.parse({}),
  pools: [],
};

/** Nobody is taken at their word for longer. */
const LONGEST_REMOTE_MS = 600_000;

/** Others wait longer than who found out, so that it is one process that tries the place first. */
const REMOTE_SLACK = 1.25;

/** A failure counts as an answer that took at least this long: refusing quickly must not look quick. */
const FAILURE_MS = 1_000;

/** Why a place would not be asked now. */
export type Unusable = 'breaker_open' | 'ejected' | 'on_trial' | 'closed_remotely' | 'unhealthy';

export class KnownPlace implements Place {
  readonly key: string;
  inFlight = 0;
  /** Tries of which no byte has come yet. */
  private waiting = 0;
  private readonly services: PlaceServices;
  private readonly latency = new PeakLatency();
  private readonly ejection = new Ejection();
  private policy = DEFAULT_POLICY;
  private ownBreaker: Breaker;
  private isBreakerOnTrial = false;
  private remoteUntil = 0;
  private verdict: CheckVerdict | null = null;

  constructor(key: string, services: PlaceServices) {
    this.key = key;
    this.services = services;
    this.ownBreaker = this.createBreaker();
  }

  get breaker(): Breaker {
    return this.ownBreaker;
  }

  /** Whether calls are sent there now. */
  isUsable(): boolean {
    return this.whyUnusable() === null;
  }

  whyUnusable(): Unusable | null {
    if (!this.ownBreaker.admits()) return 'breaker_open';
    if (this.verdict?.healthy === false) return 'unhealthy';
    if (!this.ejection.isEjected && this.remoteUntil === 0) return null;
    const now = this.services.now();
    if (now < this.ejection.untilMs) return 'ejected';
    if (this.ejection.isTrialOut) return 'on_trial';
    return now < this.remoteUntil ? 'closed_remotely' : null;
  }

  /** What one more call would meet, to compare by: see {@link PeakLatency.load}. */
  expectedLoad(nowMs: number): number {
    return this.latency.load(this.inFlight, this.waiting, nowMs);
  }

  /** Milliseconds since a moment of its clock. */
  since(startedMs: number): number {
    return this.services.now() - startedMs;
  }

  begin(): Flight {
    this.inFlight += 1;
    this.waiting += 1;
    this.ejection.begin();
    return new PlaceFlight(this, this.ejection.epoch, this.services.now());
  }

  /** Takes a policy over; one that judges as before leaves the breaker's opinion as it is. */
  adopt(policy: PlacePolicy): void {
    const judgesAsBefore = isSame(policy.breaker, this.policy.breaker);
    this.policy = policy;
    if (judgesAsBefore) return;
    const wasClosed = this.ownBreaker.state() === 'closed';
    this.ownBreaker = this.createBreaker();
    this.isBreakerOnTrial = false;
    if (!wasClosed) this.tell('breaker_closed', null, 'its policy changed');
  }

  /** Another process found out; it is taken at its word. */
  applyRemote({ kind, untilMs }: PlaceEvent): void {
    if (kind === 'breaker_closed' || kind === 'returned') this.remoteUntil = 0;
    if ((kind !== 'breaker_opened' && kind !== 'ejected') || untilMs === null) return;
    const lastsMs = Math.min(untilMs - this.services.clock(), LONGEST_REMOTE_MS) * REMOTE_SLACK;
    if (lastsMs > 0) this.remoteUntil = Math.max(this.remoteUntil, this.services.now() + lastsMs);
  }

  setCheck(verdict: CheckVerdict | null): void {
    this.verdict = verdict;
  }

  snapshot(): PlaceSnapshot {
    const { successes, failures } = this.ownBreaker.counts();
    return {
      key: this.key,
      breaker: this.ownBreaker.state(),
      ejectedUntilMs: this.unixMsOf(this.ejection.untilMs),
      closedRemotelyUntilMs: this.unixMsOf(this.remoteUntil),
      inFlight: this.inFlight,
      latencyMs: this.latency.ms,
      successes,
      failures,
      check: this.verdict,
      isUsable: this.isUsable(),
    };
  }

  /** A try's first byte. */
  heard(latencyMs: number, epoch: number): void {
    this.latency.observe(latencyMs, this.services.now());
    this.stopWaiting();
    // Said now, not at the end: a long stream must not keep a place that is back closed off.
    if (epoch === this.ejection.epoch && this.ejection.isEjected) this.succeeded();
  }

  /** A try's end. */
  ended({ outcome, wasHeard, epoch, elapsedMs }: EndOfFlight): void {
    this.inFlight -= 1;
    if (outcome === 'failure') this.latency.observe(Math.max(elapsedMs, FAILURE_MS), this.services.now());
    if (!wasHeard) this.stopWaiting();
    if (epoch !== this.ejection.epoch) return;
    if (outcome === 'success') this.succeeded();
    else if (outcome === 'failure') this.failed();
    else this.ejection.giveUp();
  }

  private stopWaiting(): void {
    this.waiting -= 1;
    if (this.waiting === 0) this.latency.rest(this.services.now());
  }

  private succeeded(): void {
    if (this.ejection.succeeded(this.services.now())) this.tell('returned', null, null);
  }

  private failed(): void {
    const policy = this.policy.ejection;
    if (!this.ejection.failed(this.services.now(), policy, () => this.mayBeEjected())) return;
    const { times, untilMs } = this.ejection;
    const reason = times > 1 ? 'failed again' : `failed ${String(policy.consecutiveFailures)} times in a row`;
    this.tell('ejected', this.unixMsOf(untilMs), reason);
  }

  /** So many of each pool as the policy says, but one at least; nobody where there is no other place. */
  private mayBeEjected(): boolean {
    const { pools, ejection } = this.policy;
    if (ejection.mostEjectedPercent === 0) return false;
    if (!pools.some((pool) => pool.some((place) => place !== this))) return false;
    return pools.every((pool) => {
      if (!pool.includes(this)) return true;
      const most = Math.max(1, Math.floor((pool.length * ejection.mostEjectedPercent) / 100));
      return pool.filter((place) => place.ejection.isEjected).length < most;
    });
  }

  private createBreaker(): Breaker {
    const { failurePercent, slowPercent, ...options } = this.policy.breaker;
    const { now, random } = this.services;
    const ratios = { failureRatio: failurePercent / 100, slowRatio: slowPercent / 100 };
    return new Breaker({ ...options, ...ratios, now, random, onChange: (phase) => this.breakerChanged(phase) });
  }

  private breakerChanged(phase: BreakerState): void {
    const wasOnTrial = this.isBreakerOnTrial;
    this.isBreakerOnTrial = phase === 'half_open';
    if (phase !== 'open') return this.tell(phase === 'closed' ? 'breaker_closed' : 'breaker_half_open', null, null);
    const reason = wasOnTrial ? 'the call that was let through failed' : this.describeWindow();
    this.tell('breaker_opened', Math.round(this.services.clock() + this.ownBreaker.retryInMs()), reason);
  }

  private describeWindow(): string {
    const { successes, failures } = this.ownBreaker.counts();
    const total = successes + failures;
    const isFailing = failures * 100 >= this.policy.breaker.failurePercent * total;
    return isFailing
      ? `${String(failures)} of ${String(total)} calls failed`
      : `most of ${String(total)} calls were slow`;
  }

  private tell(kind: PlaceEvent['kind'], untilMs: number | null, reason: string | null): void {
    this.services.tell({ key: this.key, kind, atMs: this.services.clock(), untilMs, reason });
  }

  /** Null for what has passed. */
  private unixMsOf(monotonicMs: number): number | null {
    const leftMs = monotonicMs - this.services.now();
    return leftMs > 0 ? Math.round(this.services.clock() + leftMs) : null;
  }
}

interface EndOfFlight {
  outcome: FlightOutcome;
  wasHeard: boolean;
  /** Of the ejection, when it began. */
  epoch: number;
  elapsedMs: number;
}

class PlaceFlight implements Flight {
  private readonly place: KnownPlace;
  private readonly epoch: number;
  private readonly startedMs: number;
  private wasHeard = false;
  private isOver = false;

  constructor(place: KnownPlace, epoch: number, startedMs: number) {
    this.place = place;
    this.epoch = epoch;
    this.startedMs = startedMs;
  }

  firstByte(): void {
    if (this.wasHeard || this.isOver) return;
    this.wasHeard = true;
    this.place.heard(this.place.since(this.startedMs), this.epoch);
  }

  end(outcome: FlightOutcome): void {
    if (this.isOver) return;
    this.isOver = true;
    const { wasHeard, epoch } = this;
    this.place.ended({ outcome, wasHeard, epoch, elapsedMs: this.place.since(this.startedMs) });
  }
}

function isSame(policy: BreakerPolicy, other: BreakerPolicy): boolean {
  return (Object.keys(policy) as (keyof BreakerPolicy)[]).every((name) => policy[name] === other[name]);
}
