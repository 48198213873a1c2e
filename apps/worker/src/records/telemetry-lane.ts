import type { KeySpace } from '@turnpike/limits/keys';
import type { z } from 'zod';
import type { WorkerMetrics } from '../operations/worker-metrics.js';

/** One kind of telemetry: where its batches wait, what they hold, and how they are written. */
export interface TelemetryLane<T extends object> {
  key(keys: KeySpace): string;
  readonly schema: z.ZodType<T>;
  /** Takes a JSON array of them as its only parameter; one that is there already is left as it is. */
  readonly insert: string;
  counters(metrics: WorkerMetrics): { written: Counted; dropped: Counted };
}

interface Counted {
  inc(count: number): void;
}
