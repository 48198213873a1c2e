/** Calls per quota and period, inside the tenant's transaction. */
import type pg from 'pg';
import type { QuotaChange } from './plan-batch.js';

const UPSERT_QUOTAS = `
  INSERT INTO quota_usage (tenant_id, scope, period_start, used)
  SELECT $1::uuid, * FROM unnest($2::text[], $3::timestamptz[], $4::bigint[])
  ON CONFLICT (tenant_id, scope, period_start) DO UPDATE SET used = quota_usage.used + excluded.used`;

/** Counts calls against their quotas. */
export async function countQuotas(
  client: pg.ClientBase,
  tenantId: string,
  changes: readonly QuotaChange[],
): Promise<void> {
  const counts = new Map<string, QuotaChange>();
  for (const { scope, periodStartMs, change } of changes) {
    const name = `${scope} ${periodStartMs}`;
    counts.set(name, { scope, periodStartMs, change: (counts.get(name)?.change ?? 0) + change });
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  const changed = sorted.filter((count) => count.change !== 0);
  if (changed.length === 0) return;
  await client.query(UPSERT_QUOTAS, [
    tenantId,
    changed.map((count) => count.scope),
    changed.map((count) => new Date(count.periodStartMs)),
    changed.map((count) => count.change),
  ]);
}
