/**
 * The telemetry lane: records are gathered and pushed to Redis as one blob a batch. Bounded on both ends: what doesn't
 * fit is dropped and counted, here and by trimming the list.
 */
import type { CallRecord } from '@turnpike/contracts/call-record';
import type { KeySpace } from '@turnpike/limits/keys';
import type { CallRecorder } from '@turnpike/pipeline/services';
import type { Redis } from 'ioredis';

const FLUSH_INTERVAL_MS = 200;
const BUFFER_LIMIT = 20_000;
const BATCH_LIMIT = 500;
/** Batches kept in Redis while no worker takes them. */
const LIST_LIMIT = 4_000;

export class BufferedCallRecorder implements CallRecorder {
  /** Records dropped since the start. */
  dropped = 0;
  private readonly redis: Redis;
  private readonly keys: KeySpace;
  private buffer: CallRecord[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(redis: Redis, keys: KeySpace) {
    this.redis = redis;
    this.keys = keys;
    this.timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  record(record: CallRecord): void {
    if (this.buffer.length < BUFFER_LIMIT) this.buffer.push(record);
    else this.dropped += 1;
  }

  /** Sends what is buffered; a batch that can't be sent is dropped. */
  async flush(): Promise<void> {
    while (this.buffer.length > 0) {
      const batch = this.buffer.splice(0, BATCH_LIMIT);
      try {
        const key = this.keys.records();
        await this.redis.rpush(key, JSON.stringify(batch));
        await this.redis.ltrim(key, -LIST_LIMIT, -1);
      } catch {
        this.dropped += batch.length;
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
