/**
 * A circuit breaker for one target: stops asking a peer that mostly fails, and finds out by one call at a time whether
 * it is back. Pure: the clock and the dice are given. One process's own opinion; nothing is exchanged between processes.
 */

export interface BreakerOptions {
  /** Length of the sliding window that is judged, kept in ten slots. */
  windowMs: number;
  /** Fewer outcomes than this in the window are no ground for an opinion. */
  minimumCalls: number;
  /** Share of failures in the window, 0 to 1, from which on the circuit opens. */
  failureRatio: number;
  /** A first byte later than this, in ms, is slow; null: nothing is. */
  slowCallMs: number | null;
  /** Share of slow calls in the window, 0 to 1, from which on the circuit opens; a slow probe doesn't close it. */
  slowRatio: number;
  /** How long an open circuit refuses before it lets a probe pass. */
  openMs: number;
  /** `openMs` is lengthened by up to this share of it, so that processes don't probe in step. */
  jitterRatio: number;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Told of each change of phase, after it. */
  onChange: (phase: BreakerState) => void;
}

/** `half_open`: the next call, and only that, will be let through. */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** `unknown` gives a permit back without a verdict: the call was ended by its own side. */
export type BreakerOutcome = 'success' | 'failure' | 'unknown';

/** What {@link Breaker.tryEnter} answers when the call must not be made. */
export const REFUSED = 0;

const SLOTS = 10;

const DEFAULTS: BreakerOptions = {
  windowMs: 10_000,
  minimumCalls: 20,
  failureRatio: 0.5,
  slowCallMs: null,
  slowRatio: 0.8,
  openMs: 5_000,
  jitterRatio: 0.2,
  now: () => performance.now(),
  random: Math.random,
  onChange: () => undefined,
};

/** Ask {@link tryEnter} before a call, tell {@link record} after it. */
export class Breaker {
  private readonly options: BreakerOptions;
  private readonly slotMs: number;
  private readonly successes = new Float64Array(SLOTS);
  private readonly failures = new Float64Array(SLOTS);
  /** Of the successes. */
  private readonly slows = new Float64Array(SLOTS);
  private newestSlot: number;
  private phase: BreakerState = 'closed';
  private openUntil = 0;
  private probeIsOut = false;
  /** Raised by every change of phase, so that verdicts on calls let through before it don't count after it. */
  private epoch = 1;

  constructor(options: Partial<BreakerOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
    this.slotMs = this.options.windowMs / SLOTS;
    this.newestSlot = this.currentSlot();
  }

  /** A permit to hand back with the outcome, or {@link REFUSED}. Every permit must be recorded, or a probe is lost. */
  tryEnter(): number {
    if (this.phase === 'open' && this.options.now() >= this.openUntil) this.enterPhase('half_open');
    if (this.phase === 'open') return REFUSED;
    if (this.phase === 'half_open') {
      if (this.probeIsOut) return REFUSED;
      this.probeIsOut = true;
    }
    return this.epoch;
  }

  /** Whether it wants to know how long calls took. */
  get timesCalls(): boolean {
    return this.options.slowCallMs !== null;
  }

  /**
   * Counts an outcome, and the time to the first byte in ms where it is known. A permit may be recorded more than once: a stream that began well and was cut counts as both.
   * Permits of an earlier phase are ignored.
   */
  record(permit: number, outcome: BreakerOutcome, tookMs = 0): void {
    if (permit !== this.epoch) return;
    const { slowCallMs } = this.options;
    const isSlow = slowCallMs !== null && outcome === 'success' && tookMs > slowCallMs;
    if (this.phase === 'half_open') {
      if (outcome === 'unknown') this.probeIsOut = false;
      else this.enterPhase(outcome === 'success' && !isSlow ? 'closed' : 'open');
      return;
    }
    if (outcome === 'unknown') return;
    this.forgetOldSlots();
    this.count(outcome === 'success' ? this.successes : this.failures);
    if (isSlow) this.count(this.slows);
    if ((outcome === 'failure' || isSlow) && this.windowIsBad()) this.enterPhase('open');
  }

  /** The phase a call would meet now. */
  state(): BreakerState {
    return this.phase === 'open' && this.options.now() >= this.openUntil ? 'half_open' : this.phase;
  }

  /** Whether a call would be let through now. Takes no permit. */
  admits(): boolean {
    if (this.phase === 'closed') return true;
    if (this.phase === 'half_open') return !this.probeIsOut;
    return this.options.now() >= this.openUntil;
  }

  /** Outcomes in the window that is judged. */
  counts(): { successes: number; failures: number } {
    this.forgetOldSlots();
    return { successes: sum(this.successes), failures: sum(this.failures) };
  }

  /** Milliseconds until an open circuit lets a probe pass; 0 when it isn't open. */
  retryInMs(): number {
    return this.phase === 'open' ? Math.max(0, this.openUntil - this.options.now()) : 0;
  }

  private enterPhase(phase: BreakerState): void {
    this.phase = phase;
    this.epoch += 1;
    this.probeIsOut = false;
    if (phase === 'closed') {
      this.successes.fill(0);
      this.failures.fill(0);
      this.slows.fill(0);
    }
    if (phase === 'open') {
      const { openMs, jitterRatio, now, random } = this.options;
      this.openUntil = now() + openMs * (1 + jitterRatio * random());
    }
    this.options.onChange(phase);
  }

  private count(counts: Float64Array): void {
    const index = this.newestSlot % SLOTS;
    counts[index] = (counts[index] ?? 0) + 1;
  }

  private windowIsBad(): boolean {
    const { minimumCalls, failureRatio, slowRatio } = this.options;
    const failed = sum(this.failures);
    const total = sum(this.successes) + failed;
    const slow = sum(this.slows);
    return total >= minimumCalls && (failed / total >= failureRatio || (slow > 0 && slow / total >= slowRatio));
  }

  private forgetOldSlots(): void {
    const slot = this.currentSlot();
    const passed = Math.min(SLOTS, slot - this.newestSlot);
    for (let step = 0; step < passed; step += 1) {
      this.successes[(slot - step) % SLOTS] = 0;
      this.failures[(slot - step) % SLOTS] = 0;
      this.slows[(slot - step) % SLOTS] = 0;
    }
    this.newestSlot = Math.max(slot, this.newestSlot);
  }

  private currentSlot(): number {
    return Math.floor(this.options.now() / this.slotMs);
  }
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
