/** Microseconds each stage took, for the call record. One clock read per stage. */
export class StageTimer {
  private readonly startUs: number;
  private lastUs: number;
  readonly stagesUs: Record<string, number> = {};
  /** When the first byte of the answer left; null before. */
  firstByteUs: number | null = null;
  /** Time spent waiting for the provider, to be taken off for the overhead. */
  upstreamUs = 0;
  /** Time that limits made the call wait, to be taken off too. */
  waitedUs = 0;

  constructor() {
    this.startUs = nowUs();
    this.lastUs = this.startUs;
  }

  /** Ends the stage that ran since the last mark. A stage that ran again adds up. */
  mark(stage: string): number {
    const now = nowUs();
    const spent = now - this.lastUs;
    this.stagesUs[stage] = (this.stagesUs[stage] ?? 0) + spent;
    this.lastUs = now;
    return spent;
  }

  markFirstByte(): void {
    this.firstByteUs ??= this.elapsedUs();
  }

  /** What the call took beside the provider's part and what its limits made it wait. */
  overheadUs(): number {
    return Math.max(0, this.elapsedUs() - this.upstreamUs - this.waitedUs);
  }

  elapsedUs(): number {
    return nowUs() - this.startUs;
  }
}

function nowUs(): number {
  return Math.round(performance.now() * 1000);
}
