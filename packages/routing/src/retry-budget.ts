/**
 * How many second and further tries a model's calls may make together: a share of the calls of the last seconds, and
 * so many a second in any case. When everything fails, retries stay a share of the load instead of a multiple of it.
 */

const SECONDS = 10;
const ALWAYS_A_SECOND = 10;

export class RetryBudget {
  private readonly now: () => number;
  private readonly calls = new Uint32Array(SECONDS);
  private readonly retries = new Uint32Array(SECONDS);
  private second: number;

  /** Monotonic milliseconds. */
  constructor(now: () => number) {
    this.now = now;
    this.second = Math.floor(now() / 1000);
  }

  countCall(): void {
    const slot = this.moveOn();
    this.calls[slot] = (this.calls[slot] ?? 0) + 1;
  }

  /** Takes one more try, if the budget has it. */
  take(percent: number): boolean {
    const slot = this.moveOn();
    if (total(this.retries) >= ALWAYS_A_SECOND * SECONDS + (total(this.calls) * percent) / 100) return false;
    this.retries[slot] = (this.retries[slot] ?? 0) + 1;
    return true;
  }

  /** The slot of this second; those that were left behind are empty again. */
  private moveOn(): number {
    const second = Math.floor(this.now() / 1000);
    if (second !== this.second) {
      for (let passed = Math.max(this.second, second - SECONDS) + 1; passed <= second; passed += 1) {
        this.calls[passed % SECONDS] = 0;
        this.retries[passed % SECONDS] = 0;
      }
      this.second = second;
    }
    return second % SECONDS;
  }
}

function total(counts: Uint32Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
