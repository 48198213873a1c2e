/**
 * Passive ejection: a place that fails so often in a row is left alone for a while, longer each time. Then it is on
 * trial: one call at a time, until one succeeds, which takes it back, or fails, which ejects it again. Pure.
 */
import type { EjectionPolicy } from '@turnpike/contracts/management/routing';

/** However often it fails: no longer than this, unless the policy's own first time is. */
const LONGEST_MS = 600_000;

export class Ejection {
  /**
   * Raised by ejection and return. A try takes it along, and says nothing after it has changed: what was under way
   * before is no news.
   */
  epoch = 0;
  private failuresInRow = 0;
  private timesInRow = 0;
  /** Monotonic; 0 for not ejected. */
  private until = 0;
  private lastedMs = 0;
  private returnedAt = 0;
  private trialsOut = 0;

  get isEjected(): boolean {
    return this.until !== 0;
  }

  /** Monotonic ms; in the past for a place on trial, 0 for one that isn't ejected. */
  get untilMs(): number {
    return this.until;
  }

  /** How often in a row; 0 before the first time. */
  get times(): number {
    return this.timesInRow;
  }

  /** Whether a call is on its way that decides. */
  get isTrialOut(): boolean {
    return this.trialsOut > 0;
  }

  begin(): void {
    if (this.isEjected) this.trialsOut += 1;
  }

  /** A try that began in this epoch ended without a verdict. */
  giveUp(): void {
    if (this.isEjected) this.trialsOut -= 1;
  }

  /** Whether that brings the place back. */
  succeeded(nowMs: number): boolean {
    this.failuresInRow = 0;
    if (!this.isEjected) return false;
    this.until = 0;
    this.returnedAt = nowMs;
    this.startAnew();
    return true;
  }

  /** Whether that ejects the place. `mayBeEjected` is asked only when it would. */
  failed(nowMs: number, policy: EjectionPolicy, mayBeEjected: () => boolean): boolean {
    this.failuresInRow += 1;
    const isDue = this.isEjected || (this.failuresInRow >= policy.consecutiveFailures && mayBeEjected());
    if (!isDue) return false;
    // Well for as long as it was left alone before: that is forgiven.
    if (!this.isEjected && nowMs - this.returnedAt > this.lastedMs) this.timesInRow = 0;
    this.timesInRow += 1;
    this.lastedMs = Math.min(policy.ejectMs * this.timesInRow, Math.max(policy.ejectMs, LONGEST_MS));
    this.until = nowMs + this.lastedMs;
    this.startAnew();
    return true;
  }

  private startAnew(): void {
    this.epoch += 1;
    this.failuresInRow = 0;
    this.trialsOut = 0;
  }
}
