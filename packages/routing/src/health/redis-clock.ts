/** Redis' clock as this process knows it: what is told to others is told in its time. */
export class RedisClock {
  private offsetMs = 0;
  private readonly clock: () => number;

  /** `clock` gives Unix ms. */
  constructor(clock: () => number = Date.now) {
    this.clock = clock;
  }

  /** Redis said it is this late, just now. */
  set(redisMs: number): void {
    this.offsetMs = redisMs - this.clock();
  }

  now(): number {
    return this.clock() + this.offsetMs;
  }

  /** A moment of this process's clock in Redis' time. */
  toRedis(localMs: number): number {
    return localMs + this.offsetMs;
  }

  toLocal(redisMs: number): number {
    return redisMs - this.offsetMs;
  }
}
