/**
 * Comparisons on their way to the worker: gathered, and pushed to Redis as one list of JSON. Telemetry: bounded on both
 * ends, what doesn't fit is dropped and counted.
 */
import type { ShadowComparison } from '@turnpike/contracts/shadow-comparison';
import type { KeySpace } from '@turnpike/limits/keys';
import type { Redis } from 'ioredis';

const FLUSH_INTERVAL_MS = 200;
/** Comparisons that may wait to be sent. */
const MOST_WAITING = 1_000;
/** Batches kept in Redis while no worker takes them. */
const LIST_LIMIT = 1_000;

export class ComparisonRecorder {
  /** Comparisons dropped since the start. */
  dropped = 0;
  private readonly redis: Redis;
  private readonly keys: KeySpace;
  private waiting: ShadowComparison[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(redis: Redis, keys: KeySpace) {
    this.redis = redis;
    this.keys = keys;
    this.timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  record(comparison: ShadowComparison): void {
    if (this.waiting.length === MOST_WAITING) this.dropped += 1;
    else this.waiting.push(comparison);
  }

  /** Sends what waits; what can't be sent is dropped. */
  async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const batch = this.waiting;
    this.waiting = [];
    try {
      const key = this.keys.shadowComparisons();
      await this.redis.rpush(key, JSON.stringify(batch));
      await this.redis.ltrim(key, -LIST_LIMIT, -1);
    } catch {
      this.dropped += batch.length;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
