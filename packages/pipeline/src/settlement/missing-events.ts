import { shardOf } from '@turnpike/limits/keys';
import type { LimitsStore } from '@turnpike/limits/limits-store';

/** An event that should be pending in Redis. */
export interface PendingEvent {
  readonly tenantId: string;
  readonly eventId: string;
}

/** Asked for in one go: a command takes about a kilobyte until it is answered. */
const BATCH = 500;
/** Of more than this many a sample is looked for; all of them when one of it is missing, and once a minute anyway. */
const SAMPLE = 100;
const CHECK_ALL_MS = 60_000;

/** Looks for events that Redis had and has no more, in a sample most of the time. */
export class MissingEvents {
  private readonly store: LimitsStore;
  private allCheckedAtMs = 0;

  constructor(store: LimitsStore) {
    this.store = store;
  }

  /** Those of `size` events that are known to be missing. Where there are many it may miss some for up to a minute. */
  async find<T extends PendingEvent>(events: Iterable<T>, size: number): Promise<T[]> {
    const now = Date.now();
    if (size > SAMPLE && now - this.allCheckedAtMs < CHECK_ALL_MS) {
      const sample = everyNth(events, Math.floor(size / SAMPLE));
      if ((await this.check(sample)).length === 0) return [];
    }
    this.allCheckedAtMs = now;
    return this.check(events);
  }

  private async check<T extends PendingEvent>(events: Iterable<T>): Promise<T[]> {
    const missing: T[] = [];
    for (const batch of batchesOf(events)) {
      const pipeline = this.store.redis.pipeline();
      for (const { tenantId, eventId } of batch) {
        pipeline.hexists(this.store.keys.pendings(shardOf(tenantId)), `${tenantId}/${eventId}`);
      }
      const replies = (await pipeline.exec()) ?? [];
      missing.push(...batch.filter((_, index) => replies[index]?.[1] === 0));
    }
    return missing;
  }
}

function* everyNth<T>(values: Iterable<T>, step: number): Generator<T> {
  let index = 0;
  for (const value of values) if (index++ % step === 0) yield value;
}

function* batchesOf<T>(values: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const value of values) {
    if (batch.push(value) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
