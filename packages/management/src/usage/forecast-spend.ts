import type { UsageView } from '@turnpike/contracts/management/usage';
import type { Database } from '@turnpike/db/client';
import { currencyExponent, Decimal, formatAmount } from '@turnpike/domain/money';
import { monthPeriod } from '@turnpike/domain/period';
import { DAY_MS } from './usage-question.js';

const WEEK_MS = 7 * DAY_MS;

const SPENT = `
  SELECT coalesce(sum(charge) FILTER (WHERE day >= $3), 0) AS month, coalesce(sum(charge) FILTER (WHERE day >= $4), 0) AS week,
    min(day) FILTER (WHERE day >= $4) AS since
  FROM usage_days WHERE tenant_id = $1 AND day >= $2 AND day < $5`;

interface SpentRow {
  month: string;
  week: string;
  since: Date | null;
}

/** See `UsageForecastSchema` for the method. Expected amounts are rounded to the currency's own digits: they are a guess. */
export async function forecastSpend(
  db: Database,
  tenant: { tenantId: string; currency: string | null },
  nowMs: number,
): Promise<UsageView['forecast']> {
  const month = monthPeriod(nowMs, 'UTC');
  const weekStartMs = Math.floor(nowMs / DAY_MS) * DAY_MS - WEEK_MS;
  const firstMs = Math.min(month.startMs, weekStartMs);
  const bounds = [firstMs, month.startMs, weekStartMs, month.endMs].map((ms) => new Date(ms));
  const { rows } = await db.pool.query<SpentRow>(SPENT, [tenant.tenantId, ...bounds]);
  const row = rows[0] as SpentRow;
  const spent = new Decimal(row.month);
  // At least a day: the pace of a first hour says nothing about a month.
  const observedMs = Math.max(nowMs - (row.since?.getTime() ?? weekStartMs), DAY_MS);
  const rest = new Decimal(row.week).times(month.endMs - nowMs).div(observedMs);
  const digits = currencyExponent(tenant.currency ?? 'USD');
  return {
    method: 'trailing_week',
    from: new Date(month.startMs).toISOString(),
    to: new Date(month.endMs).toISOString(),
    spent: formatAmount(spent),
    expected: formatAmount(spent.plus(rest).toDecimalPlaces(digits)),
  };
}
