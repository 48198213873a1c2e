/**
 * A moving average of the time to the first byte that rises at once and falls slowly, as in Finagle's and Linkerd's
 * peak EWMA: one slow answer is believed immediately, a quick one has to be confirmed.
 */

/** How fast old answers are forgotten: after so long an answer counts for 1/e. */
const DECAY_MS = 10_000;

/** Worse than any time measured: nobody waits for a place that was asked for the first time and has said nothing. */
const UNHEARD = 1e9;

export class PeakLatency {
  private averageMs = 0;
  /** When it last said something, or was last waited for; 0 for never asked. */
  private stampMs = 0;

  /** Counts one answer. All times of one monotonic clock. */
  observe(latencyMs: number, nowMs: number): void {
    if (latencyMs >= this.averageMs) this.averageMs = latencyMs;
    else {
      const weight = Math.exp((this.stampMs - nowMs) / DECAY_MS);
      this.averageMs = latencyMs * (1 - weight) + this.averageMs * weight;
    }
    this.stampMs = nowMs;
  }

  /** Nobody waits any more: from now on what is known grows old. */
  rest(nowMs: number): void {
    if (this.stampMs !== 0) this.stampMs = nowMs;
  }

  /**
   * What one more call would meet, to compare by. An idle place is forgotten with time, so that a slow one is asked
   * again some day; one that is waited for isn't, so that a hanging one never looks better for its silence. A place
   * that was never asked comes first, but for one call only.
   */
  load(inFlight: number, waiting: number, nowMs: number): number {
    if (this.stampMs === 0) return waiting === 0 ? 0 : UNHEARD + waiting;
    const averageMs = waiting > 0 ? this.averageMs : this.averageMs * Math.exp((this.stampMs - nowMs) / DECAY_MS);
    return averageMs * (inFlight + 1);
  }

  /** As of the last answer; null before the first. */
  get ms(): number | null {
    return this.stampMs === 0 ? null : this.averageMs;
  }
}
