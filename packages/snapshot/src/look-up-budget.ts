/**
 * How many credentials that nobody knows may be looked up: a bucket from which each look-up takes one, given back when it
 * finds somebody. So callers that are new cost nothing, however many come after a start, and keys out of thin air, from
 * however many addresses, can't keep PostgreSQL busy.
 */

/** Look-ups that may be under way at once, or fail in a row. */
const CAPACITY = 2_000;
/** Failures that come back in a second. */
const REFILL_PER_SECOND = 100;

export class LookUpBudget {
  private readonly now: () => number;
  private left = CAPACITY;
  private filledAtMs: number;

  constructor(now: () => number = Date.now) {
    this.now = now;
    this.filledAtMs = now();
  }

  /** Whether one may be made. What was taken and found somebody is given back. */
  take(): boolean {
    const nowMs = this.now();
    const refill = ((nowMs - this.filledAtMs) * REFILL_PER_SECOND) / 1_000;
    if (refill >= 1) {
      this.left = Math.min(CAPACITY, this.left + refill);
      this.filledAtMs = nowMs;
    }
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }

  giveBack(): void {
    this.left = Math.min(CAPACITY, this.left + 1);
  }
}
