/**
 * Telemetry: takes batches of one kind from Redis and writes them. It may drop, and counts what it drops; it has a database
 * connection of its own, and shares nothing with the money lane that either could wait for.
 */
import type { KeySpace } from '@turnpike/limits/keys';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { z } from 'zod';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import type { TelemetryLane } from './telemetry-lane.js';
import { writeRecords } from './write-records.js';

export interface RecordContext {
  pool: pg.Pool;
  redis: Redis;
  keys: KeySpace;
  metrics: WorkerMetrics;
}

/** Batches taken at once. */
const BLOBS_AT_ONCE = 20;

export class RecordConsumer<T extends object> {
  readonly #context: RecordContext;
  readonly #lane: TelemetryLane<T>;
  readonly #onWritten: (records: readonly T[]) => void;
  /** Taken from Redis and not written yet: kept through an outage of PostgreSQL, lost with this process. */
  #held: T[] = [];

  constructor(
    context: RecordContext,
    lane: TelemetryLane<T>,
    onWritten: (records: readonly T[]) => void = () => undefined,
  ) {
    this.#context = context;
    this.#lane = lane;
    this.#onWritten = onWritten;
  }

  /** Writes what waits. Rejects when a store can't be reached; nothing more is taken until what is held is written. */
  async consume(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#writeHeld();
      if (signal.aborted) return;
      const blobs = await this.#context.redis.lpop(this.#lane.key(this.#context.keys), BLOBS_AT_ONCE);
      if (blobs === null || blobs.length === 0) return;
      this.#held = blobs.flatMap((blob) => this.#parse(blob));
    }
  }

  async #writeHeld(): Promise<void> {
    const counters = this.#lane.counters(this.#context.metrics);
    const { dropped } = await writeRecords(this.#context.pool, this.#lane.insert, this.#held);
    counters.written.inc(this.#held.length - dropped);
    counters.dropped.inc(dropped);
    const written = this.#held;
    this.#held = [];
    if (written.length > 0) this.#onWritten(written);
  }

  #parse(blob: string): T[] {
    const batch = z.array(z.unknown()).safeParse(parseJson(blob));
    const items = batch.success ? batch.data : [];
    const records = items.flatMap((item) => {
      const record = this.#lane.schema.safeParse(item);
      return record.success ? [record.data] : [];
    });
    // A batch that is no array at all counts as one.
    this.#lane.counters(this.#context.metrics).dropped.inc(batch.success ? items.length - records.length : 1);
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
