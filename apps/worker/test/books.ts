/** The invariants of a tenant's money, read from PostgreSQL and recomputed from its usage events. */
import { Decimal } from '@turnpike/domain/money';
import type pg from 'pg';
import { expect } from 'vitest';

/** A tenant's events as what they add to the sums: a reversal takes away. */
const EVENTS = `
  (SELECT *, coalesce(cost_currency, currency) AS cost_in, CASE kind WHEN 'reversal' THEN -1 ELSE 1 END AS sign,
     date_trunc('day', to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0), 'UTC') AS day
   FROM usage_events WHERE tenant_id = $1) events`;

const USED = [
  ...['input_tokens', 'cached_input_tokens', 'cache_write_tokens', 'audio_input_tokens', 'image_input_tokens'],
  ...['output_tokens', 'reasoning_tokens', 'audio_output_tokens', 'image_output_tokens'],
  ...['images', 'characters', 'searches', 'seconds', 'charge'],
]
  .map((column) => `sum(${column})`)
  .join(', ');

const EVENT_SUMS = `sum(sign), coalesce(sum(sign) FILTER (WHERE status >= 400), 0), ${USED}`;

const STORED_SUMS = `sum(requests), sum(errors), ${USED}`;

const TOTALS_OF_EVENTS = `
  SELECT application_id, environment, model, currency, cost_in, ${EVENT_SUMS}, sum(overrun), sum(cost),
    sum(sign * (extract(epoch FROM ended_at - started_at) * 1000)::bigint) FROM ${EVENTS} GROUP BY 1, 2, 3, 4, 5`;

const TOTALS = `
  SELECT application_id, environment, model, currency, cost_currency, ${STORED_SUMS}, sum(overrun), sum(cost),
    sum(duration_ms) FROM usage_totals WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4, 5`;

const DAYS_OF_EVENTS = `
  SELECT day, application_id, environment, model, currency, cost_in, ${EVENT_SUMS}, sum(overrun), sum(cost)
  FROM ${EVENTS} GROUP BY 1, 2, 3, 4, 5, 6`;

const DAYS = `
  SELECT day, application_id, environment, model, currency, cost_currency, ${STORED_SUMS}, sum(overrun), sum(cost)
  FROM usage_days WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4, 5, 6`;

const KEY_DAYS_OF_EVENTS = `
  SELECT day, api_key_id, application_id, environment, currency, ${EVENT_SUMS} FROM ${EVENTS} GROUP BY 1, 2, 3, 4, 5`;

const KEY_DAYS = `
  SELECT day, api_key_id, application_id, environment, currency, ${STORED_SUMS}
  FROM usage_key_days WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4, 5`;

/** How many rows are in one and not in the other. */
const differences = (one: string, other: string) =>
  `(SELECT count(*) FROM ((${one} EXCEPT ${other}) UNION ALL (${other} EXCEPT ${one})) differing)`;

const CHECKS = `
  SELECT
    (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE tenant_id = $1) AS entry_sum,
    (SELECT count(*) FROM (SELECT transaction_id FROM ledger_entries WHERE tenant_id = $1 GROUP BY 1 HAVING sum(amount) <> 0) t)
      AS unbalanced,
    (SELECT coalesce(sum(abs(a.balance - coalesce((SELECT sum(e.amount) FROM ledger_entries e WHERE e.account_id = a.id), 0))), 0)
      FROM ledger_accounts a WHERE a.tenant_id = $1) AS drift,
    (SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE tenant_id = $1 AND kind = 'customer_balance') AS posted,
    (SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE tenant_id = $1 AND kind = 'overrun') AS overrun_account,
    (SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE tenant_id = $1 AND kind = 'revenue') AS revenue,
    (SELECT coalesce(sum(amount), 0) FROM lots WHERE tenant_id = $1) AS granted,
    (SELECT coalesce(sum(remaining), 0) FROM lots WHERE tenant_id = $1) AS lots,
    (SELECT coalesce(sum(charge), 0) FROM usage_events WHERE tenant_id = $1) AS charges,
    (SELECT coalesce(sum(overrun), 0) FROM usage_events WHERE tenant_id = $1) AS overruns,
    (SELECT count(*) FILTER (WHERE kind <> 'reversal') - count(*) FILTER (WHERE kind = 'reversal')
      FROM usage_events WHERE tenant_id = $1) AS calls,
    (SELECT coalesce(sum(output_tokens), 0) FROM usage_events WHERE tenant_id = $1) AS output_tokens,
    (SELECT coalesce(sum(requests), 0) FROM usage_rollups WHERE tenant_id = $1) AS rollup_requests,
    (SELECT coalesce(sum(charge), 0) FROM usage_rollups WHERE tenant_id = $1) AS rollup_charge,
    (SELECT coalesce(sum(overrun), 0) FROM usage_rollups WHERE tenant_id = $1) AS rollup_overrun,
    (SELECT coalesce(sum(output_tokens), 0) FROM usage_rollups WHERE tenant_id = $1) AS rollup_output_tokens,
    ${differences(TOTALS_OF_EVENTS, TOTALS)} AS total_differences,
    ${differences(DAYS_OF_EVENTS, DAYS)} AS day_differences,
    ${differences(KEY_DAYS_OF_EVENTS, KEY_DAYS)} AS key_day_differences,
    (SELECT coalesce(sum(used), 0) FROM quota_usage WHERE tenant_id = $1) AS quota_used`;

/** What a tenant's books say, every number as its plain decimal string. */
export interface Books {
  posted: string;
  revenue: string;
  overrun: string;
  lots: string;
  calls: number;
  quotaUsed: number;
}

/** Checks all invariants and gives the figures. */
export async function checkBooks(pool: pg.Pool, tenantId: string): Promise<Books> {
  const { rows } = await pool.query<Record<string, string>>(CHECKS, [tenantId]);
  const figure = (name: string) => new Decimal(rows[0]?.[name] ?? 'NaN');
  const plain = (name: string) => figure(name).toFixed();
  expect(plain('entry_sum'), 'the ledger sums to zero').toBe('0');
  expect(plain('unbalanced'), 'each transaction sums to zero').toBe('0');
  expect(plain('drift'), 'balances are their entries').toBe('0');
  const net = figure('charges').minus(figure('overruns'));
  expect(plain('posted'), 'posted = grants − charges').toBe(figure('granted').minus(net).toFixed());
  expect(plain('revenue'), 'revenue = charges').toBe(plain('charges'));
  expect(figure('overrun_account').negated().toFixed(), 'overrun account = overruns').toBe(plain('overruns'));
  expect(plain('lots'), 'lots = balance').toBe(Decimal.max(figure('posted'), 0).toFixed());
  expect(plain('rollup_requests'), 'roll-ups count the calls').toBe(plain('calls'));
  expect(plain('rollup_charge'), 'roll-ups = charges').toBe(plain('charges'));
  expect(plain('rollup_overrun'), 'roll-ups = overruns').toBe(plain('overruns'));
  expect(plain('rollup_output_tokens'), 'roll-ups = tokens').toBe(plain('output_tokens'));
  expect(plain('total_differences'), 'totals = Σ events').toBe('0');
  expect(plain('day_differences'), 'days = Σ events').toBe('0');
  expect(plain('key_day_differences'), 'days of keys = Σ events').toBe('0');
  return {
    posted: plain('posted'),
    revenue: plain('revenue'),
    overrun: plain('overruns'),
    lots: plain('lots'),
    calls: Number(rows[0]?.calls),
    quotaUsed: Number(rows[0]?.quota_used),
  };
}
