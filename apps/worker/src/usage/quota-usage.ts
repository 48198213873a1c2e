/** What is used of quotas and budgets, by period, inside the tenant's transaction. */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { type RecordedQuota, recordedQuota } from '@turnpike/limits/recorded-quota';
import type pg from 'pg';
import type { QuotaChange } from './plan-batch.js';

const UPSERT_QUOTAS = `
  INSERT INTO quota_usage (tenant_id, scope, period_start, used)
  SELECT $1::uuid, * FROM unnest($2::text[], $3::timestamptz[], $4::numeric[])
  ON CONFLICT (tenant_id, scope, period_start) DO UPDATE SET used = quota_usage.used + excluded.used
  RETURNING scope, (extract(epoch FROM period_start) * 1000)::float8 AS "periodStartMs", used::text AS after`;

/** A count as this transaction found it and leaves it: requests, tokens or money, by its scope. */
export interface QuotaCount {
  scope: string;
  periodStartMs: number;
  before: Decimal;
  after: Decimal;
}

/** Counts calls against their quotas and budgets, and gives the counts that it changed. */
export async function countQuotas(
  client: pg.ClientBase,
  tenantId: string,
  changes: readonly QuotaChange[],
): Promise<QuotaCount[]> {
  const counts = new Map<string, QuotaChange>();
  for (const { scope, periodStartMs, change } of changes) {
    const name = `${scope} ${periodStartMs}`;
    counts.set(name, { scope, periodStartMs, change: counts.get(name)?.change.add(change) ?? change });
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  const changed = sorted.filter(({ change }) => !change.isZero());
  if (changed.length === 0) return [];
  const { rows } = await client.query<Omit<QuotaCount, 'before' | 'after'> & { after: string }>(UPSERT_QUOTAS, [
    tenantId,
    changed.map((count) => count.scope),
    changed.map((count) => new Date(count.periodStartMs)),
    changed.map(({ change }) => formatAmount(change)),
  ]);
  return rows.map((row) => {
    const after = new Decimal(row.after);
    return { ...row, after, before: after.sub(counts.get(`${row.scope} ${row.periodStartMs}`)?.change ?? 0) };
  });
}

const SELECT_QUOTAS = `
  SELECT scope, (extract(epoch FROM period_start) * 1000)::float8 AS "startMs", used::text
  FROM quota_usage
  WHERE tenant_id = $1 AND (scope, period_start) IN (SELECT * FROM unnest($2::text[], $3::timestamptz[]))`;

/**
 * The counts of all quotas that these events name, changed or not: a batch may be the repetition of one that was
 * committed and never confirmed.
 */
export async function readQuotas(
  client: pg.ClientBase,
  tenantId: string,
  { events, currency }: { events: readonly UsageEvent[]; currency: string },
): Promise<RecordedQuota[]> {
  const named = new Map(
    events.flatMap(({ quotas }) => quotas).map((quota) => [`${quota.scope} ${quota.periodStartMs}`, quota]),
  );
  if (named.size === 0) return [];
  const quotas = [...named.values()];
  const { rows } = await client.query<{ scope: string; startMs: number; used: string }>(SELECT_QUOTAS, [
    tenantId,
    quotas.map(({ scope }) => scope),
    quotas.map(({ periodStartMs }) => new Date(periodStartMs)),
  ]);
  return rows.map((row) => recordedQuota(row, currency));
}
