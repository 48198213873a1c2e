/** The books as they stand in PostgreSQL and Redis, and what must be true of them once everything is settled. */
import { expect } from 'vitest';
import { formatExact, parseExact } from '../money/exact-amount.js';
import type { Customer } from './shop.js';
import type { System } from './system.js';

/** A row of the sub-ledger; amounts as decimal strings. */
export interface EventRow {
  id: string;
  requestId: string;
  kind: 'usage' | 'reaped' | 'reversal';
  model: string;
  status: number;
  endReason: string;
  source: string;
  input: number;
  cachedInput: number;
  output: number;
  reasoning: number;
  charge: string;
  overrun: string;
  startedAtMs: number;
  endedAtMs: number;
}

const EVENTS = `
  SELECT id, request_id AS "requestId", kind, model, status, end_reason AS "endReason", usage_source AS source,
    input_tokens::int AS input, cached_input_tokens::int AS "cachedInput", output_tokens::int AS output,
    reasoning_tokens::int AS reasoning, charge::text, overrun::text,
    (extract(epoch FROM started_at) * 1000)::float8 AS "startedAtMs", (extract(epoch FROM ended_at) * 1000)::float8 AS "endedAtMs"
  FROM usage_events WHERE tenant_id = $1 ORDER BY id`;

export async function readEvents({ pool }: System, customer: Customer): Promise<EventRow[]> {
  return (await pool.query<EventRow>(EVENTS, [customer.tenantUuid])).rows;
}

/** The balance in the ledger. */
export async function readPosted({ pool }: System, customer: Customer): Promise<string> {
  const { rows } = await pool.query<{ balance: string }>(
    `SELECT balance::text FROM ledger_accounts WHERE tenant_id = $1 AND kind = 'customer_balance'`,
    [customer.tenantUuid],
  );
  return formatExact(parseExact(rows[0]?.balance ?? '0'));
}

/**
 * What holds of a settled system, to the last digit: the ledger sums to zero and its projections agree with it, what is
 * posted is what was granted less what was charged, nothing is held or pending, Redis and PostgreSQL say the same.
 */
export async function expectBooksInOrder(system: System, customers: readonly Customer[]): Promise<void> {
  expect(await system.api.read('ledger/check')).toMatchObject({
    sum: '0',
    drift: '0',
    lotDrift: '0',
    unbalancedTransactions: 0,
  });
  expect(await countRows(system, 'parked_usage_events'), 'parked events').toBe(0);
  for (const customer of customers) {
    await expectPosted(system, customer);
    await expectRollups(system, customer);
    await expectQuotas(system, customer);
    await expectLiveState(system, customer);
  }
}

async function expectPosted(system: System, customer: Customer): Promise<void> {
  const events = await readEvents(system, customer);
  const drawn = events.reduce((sum, { charge, overrun }) => sum + parseExact(charge) - parseExact(overrun), 0n);
  const posted = await readPosted(system, customer);
  expect(posted, 'posted = grants − Σ (charge − overrun)').toBe(formatExact(parseExact(customer.granted) - drawn));
  expect(parseExact(posted) >= 0n, `a prepaid balance went below zero: ${posted}`).toBe(true);
  const { rows } = await system.pool.query<{ remaining: string }>(
    'SELECT coalesce(sum(remaining), 0)::text AS remaining FROM lots WHERE tenant_id = $1',
    [customer.tenantUuid],
  );
  expect(formatExact(parseExact(rows[0]?.remaining ?? '')), 'Σ lots = posted').toBe(posted);
}

const USED = [
  ...['input_tokens', 'cached_input_tokens', 'cache_write_tokens', 'audio_input_tokens', 'image_input_tokens'],
  ...['output_tokens', 'reasoning_tokens', 'audio_output_tokens', 'image_output_tokens'],
  ...['images', 'characters', 'searches', 'seconds'],
]
  .map((column) => `sum(${column}) AS ${column}`)
  .join(', ');

const ROLLUP_DIFFERENCES = `
  WITH signed AS (
    SELECT *, CASE kind WHEN 'reversal' THEN -1 ELSE 1 END AS one FROM usage_events WHERE tenant_id = $1
  ), sums AS (
    SELECT application_id, api_key_id, environment, operation, model, currency, sum(one) AS requests,
      coalesce(sum(one) FILTER (WHERE status >= 400), 0) AS errors, ${USED}, sum(charge) AS charge,
      sum(overrun) AS overrun, sum(cost) AS cost
    FROM signed GROUP BY 1, 2, 3, 4, 5, 6
  ), rollups AS (
    SELECT application_id, api_key_id, environment, operation, model, currency, sum(requests) AS requests,
      sum(errors) AS errors, ${USED}, sum(charge) AS charge, sum(overrun) AS overrun, sum(cost) AS cost
    FROM usage_rollups WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4, 5, 6
  )
  (SELECT 'events' AS only_in, * FROM (SELECT * FROM sums EXCEPT SELECT * FROM rollups) a)
  UNION ALL (SELECT 'roll-ups', * FROM (SELECT * FROM rollups EXCEPT SELECT * FROM sums) b)`;

/** The coarser sums are of the same events as the roll-ups, so those are what they are compared with. */
const COARSER_DIFFERENCES = `
  SELECT 'totals' AS wrong FROM (
    SELECT hour, application_id, environment, model, sum(requests), sum(errors), ${USED},
      sum(charge), sum(overrun), sum(cost) FROM usage_rollups WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4
    EXCEPT
    SELECT hour, application_id, environment, model, sum(requests), sum(errors), ${USED},
      sum(charge), sum(overrun), sum(cost) FROM usage_totals WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4
  ) totals
  UNION ALL
  SELECT 'days of keys' FROM (
    SELECT date_trunc('day', hour, 'UTC'), api_key_id, environment, sum(requests), ${USED}, sum(charge)
    FROM usage_rollups WHERE tenant_id = $1 GROUP BY 1, 2, 3
    EXCEPT
    SELECT day, api_key_id, environment, sum(requests), ${USED}, sum(charge)
    FROM usage_key_days WHERE tenant_id = $1 GROUP BY 1, 2, 3
  ) days`;

async function expectRollups({ pool }: System, { tenantUuid }: Customer): Promise<void> {
  expect((await pool.query(ROLLUP_DIFFERENCES, [tenantUuid])).rows, 'roll-ups = Σ events').toEqual([]);
  expect((await pool.query(COARSER_DIFFERENCES, [tenantUuid])).rows, 'coarser sums = roll-ups').toEqual([]);
}

async function expectQuotas({ pool }: System, { tenantUuid }: Customer): Promise<void> {
  const counted = await pool.query(
    `SELECT 'sub:' || subscription_id AS scope, sum(CASE kind WHEN 'reversal' THEN -1 ELSE 1 END)::int AS used
     FROM usage_events WHERE tenant_id = $1 AND usage_source <> 'none' GROUP BY 1 ORDER BY 1`,
    [tenantUuid],
  );
  const used = await pool.query(
    'SELECT scope, sum(used)::int AS used FROM quota_usage WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1',
    [tenantUuid],
  );
  // A plan without a quota counts nothing.
  if (used.rows.length > 0) expect(used.rows, 'quota_usage = counted calls').toEqual(counted.rows);
}

/** Base units of USD are 10^-9. */
const BASE_UNIT = 1_000n;

async function expectLiveState(system: System, customer: Customer): Promise<void> {
  const { api, redis, keys, pool } = system;
  const posted = await readPosted(system, customer);
  expect(await api.read(`tenants/${customer.tenantId}/balance`)).toMatchObject({
    posted,
    pending: '0',
    held: '0',
    available: posted,
    live: true,
  });
  const live = await redis.hgetall(keys.tenant(customer.tenantUuid));
  const units = (parseExact(posted) / BASE_UNIT).toString();
  expect(live, 'Redis agrees with the ledger').toMatchObject({ posted: units, free: units });
  expect([BigInt(live.held ?? '0'), BigInt(live.pend ?? '0')], 'held and pending in Redis').toEqual([0n, 0n]);
  const slots = Object.entries(live).filter(([field, value]) => /^[cq]:/.test(field) && value !== '0');
  expect(slots, 'slots and counts still taken').toEqual([]);
  const { rows } = await pool.query<{ field: string; used: string }>(
    `SELECT 'Q:' || scope || ':' || (extract(epoch FROM period_start) * 1000)::bigint AS field, trim_scale(used)::text AS used
     FROM quota_usage WHERE tenant_id = $1`,
    [customer.tenantUuid],
  );
  for (const { field, used } of rows) expect(live[field] ?? '0', `${field} in Redis`).toBe(used);
}

async function countRows({ pool }: System, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]?.count ?? 0;
}
