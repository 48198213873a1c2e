import type { OverviewView } from '@turnpike/contracts/management/overview';
import type { Database } from '@turnpike/db/client';
import { idFloor, idTimestampMs } from '@turnpike/domain/ids';

/** Newest records that are looked at: enough for a p99, few enough to read while a page waits. */
const SAMPLE = 5_000;

/**
 * Refusals say nothing about how long a call takes, so only calls that were answered are measured; nor does a session,
 * which lasts as long as its caller wants.
 */
const PERCENTILES = `
  SELECT count(*)::int AS sample, min(id::text) AS oldest,
    percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_us) AS duration,
    percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY overhead_us) AS overhead
  FROM (
    SELECT id, duration_us::float8 AS duration_us, (detail ->> 'overheadUs')::float8 AS overhead_us FROM call_records
    WHERE id >= $1::uuid AND id < $2::uuid AND status < 400 AND status <> 101 ORDER BY id DESC LIMIT ${SAMPLE}
  ) newest`;

interface PercentileRow {
  sample: number;
  oldest: string | null;
  duration: (number | null)[] | null;
  overhead: (number | null)[] | null;
}

export async function readLatency(
  db: Database,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<OverviewView['latency']> {
  const { rows } = await db.pool.query<PercentileRow>(PERCENTILES, [idFloor(fromMs), idFloor(toMs)]);
  const row = rows[0] as PercentileRow;
  return {
    sample: row.sample,
    limit: SAMPLE,
    from: row.oldest === null ? null : new Date(idTimestampMs(row.oldest)).toISOString(),
    duration: milliseconds(row.duration),
    overhead: milliseconds(row.overhead),
  };
}

function milliseconds(us: (number | null)[] | null): { p50: number; p95: number; p99: number } | null {
  const [p50, p95, p99] = us ?? [];
  if (p50 == null || p95 == null || p99 == null) return null;
  return { p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000 };
}
