/**
 * The telemetry lane: records are written into one blob as they come and pushed to Redis by the blob. Bounded on both
 * ends: what doesn't fit is dropped and counted, here and by trimming the list.
 */
import type { CallRecord } from '@turnpike/contracts/call-record';
import type { KeySpace } from '@turnpike/limits/keys';
import type { Redis } from 'ioredis';
import type { CallRecorder } from './services.js';

const FLUSH_INTERVAL_MS = 200;
const BATCH_BYTES = 256 * 1024;
/** Full batches that may wait to be sent, at some 250 records each. */
const BATCHES_WAITING = 80;
/** Batches kept in Redis while no worker takes them. */
const LIST_LIMIT = 4_000;
/** Sent batches kept to be filled again. */
const SPARES = 4;

export class BufferedCallRecorder implements CallRecorder {
  /** Records dropped since the start. */
  dropped = 0;
  private readonly redis: Redis;
  private readonly keys: KeySpace;
  private open = new RecordBatch();
  private full: RecordBatch[] = [];
  private readonly spares: RecordBatch[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(redis: Redis, keys: KeySpace) {
    this.redis = redis;
    this.keys = keys;
    this.timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  record(record: CallRecord): void {
    const json = JSON.stringify(record);
    if (this.open.add(json)) return;
    this.turnOver();
    if (!this.open.add(json)) this.dropped += 1;
  }

  /** Sends what is buffered; a batch that can't be sent is dropped. */
  async flush(): Promise<void> {
    this.turnOver();
    for (let batch = this.full.shift(); batch !== undefined; batch = this.full.shift()) {
      try {
        const key = this.keys.records();
        await this.redis.rpush(key, batch.json());
        await this.redis.ltrim(key, -LIST_LIMIT, -1);
      } catch {
        this.dropped += batch.records;
      }
      if (this.spares.length < SPARES) this.spares.push(batch.clear());
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private turnOver(): void {
    if (this.open.records === 0) return;
    if (this.full.length === BATCHES_WAITING) {
      this.dropped += this.open.records;
      this.open.clear();
      return;
    }
    this.full.push(this.open);
    this.open = this.spares.pop() ?? new RecordBatch();
  }
}

const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** UTF-8 of a UTF-16 unit, at most. */
const BYTES_PER_UNIT = 3;

/**
 * A JSON array as it grows, outside of V8's heap: kept as objects until they are sent, the records of a fifth of a second
 * outlive several collections of the young generation and are copied by each.
 */
class RecordBatch {
  records = 0;
  private readonly bytes = Buffer.allocUnsafeSlow(BATCH_BYTES);
  private length = 0;

  /** False when it may not fit. */
  add(json: string): boolean {
    if (this.length + json.length * BYTES_PER_UNIT + 2 > BATCH_BYTES) return false;
    this.bytes[this.length] = this.records === 0 ? OPEN_BRACKET : COMMA;
    this.length += 1 + this.bytes.write(json, this.length + 1);
    this.records += 1;
    return true;
  }

  /** A view: valid until it is cleared. */
  json(): Buffer {
    this.bytes[this.length] = CLOSE_BRACKET;
    return this.bytes.subarray(0, this.length + 1);
  }

  clear(): this {
    this.records = 0;
    this.length = 0;
    return this;
  }
}
