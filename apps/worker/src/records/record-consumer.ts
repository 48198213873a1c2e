/**
 * The telemetry lane: takes batches of call records from Redis and writes them. It may drop, and counts what it drops; it
 * has a database connection of its own, and shares nothing with the money lane that either could wait for.
 */
import { type CallRecord, CallRecordSchema } from '@turnpike/contracts/call-record';
import type { KeySpace } from '@turnpike/limits/keys';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { z } from 'zod';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import { writeRecords } from './write-records.js';

export interface RecordContext {
  pool: pg.Pool;
  redis: Redis;
  keys: KeySpace;
  metrics: WorkerMetrics;
}

/** Batches taken at once. */
const BLOBS_AT_ONCE = 20;

export class RecordConsumer {
  readonly #context: RecordContext;
  /** Taken from Redis and not written yet: kept through an outage of PostgreSQL, lost with this process. */
  #held: CallRecord[] = [];

  constructor(context: RecordContext) {
    this.#context = context;
  }

  /** Writes what waits. Rejects when a store can't be reached; nothing more is taken until what is held is written. */
  async consume(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#writeHeld();
      if (signal.aborted) return;
      const blobs = await this.#context.redis.lpop(this.#context.keys.records(), BLOBS_AT_ONCE);
      if (blobs === null || blobs.length === 0) return;
      this.#held = blobs.flatMap((blob) => this.#parse(blob));
    }
  }

  async #writeHeld(): Promise<void> {
    const { dropped } = await writeRecords(this.#context.pool, this.#held);
    this.#context.metrics.recordsWritten.inc(this.#held.length - dropped);
    this.#context.metrics.recordsDropped.inc(dropped);
    this.#held = [];
  }

  #parse(blob: string): CallRecord[] {
    const batch = z.array(z.unknown()).safeParse(parseJson(blob));
    const items = batch.success ? batch.data : [];
    const records = items.flatMap((item) => {
      const record = CallRecordSchema.safeParse(item);
      return record.success ? [record.data] : [];
    });
    // A batch that is no array at all counts as one.
    this.#context.metrics.recordsDropped.inc(batch.success ? items.length - records.length : 1);
    return records;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
