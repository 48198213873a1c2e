/** Traffic and money of the whole platform, in one pass over the sums of a range. */
import type { OverviewMoney, OverviewTraffic } from '@turnpike/contracts/management/overview';
import type { Database } from '@turnpike/db/client';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { TOKEN_COLUMNS } from '../usage/token-counts.js';

/** Sums of one bucket, tenant or model, in one pair of currencies. */
interface TrafficRow {
  start: Date | null;
  tenant_id: string | null;
  model: string | null;
  currency: string;
  cost_currency: string;
  requests: string;
  errors: string;
  tokens: string;
  charge: string;
  cost: string;
  overrun: string;
}

export interface Traffic {
  totals: OverviewTraffic;
  byStart: Map<number, OverviewTraffic>;
  /** Most requests first. */
  byTenant: [tenantId: string, traffic: OverviewTraffic][];
  byModel: [model: string, traffic: OverviewTraffic][];
}

/** Days are kept beside the hours, so that a month is as cheap as a day. */
const TRAFFIC = ({ table, time }: { table: string; time: string }) => `
  WITH sums AS MATERIALIZED (
    SELECT ${time} AS start, tenant_id, model, currency, cost_currency, sum(requests) AS requests, sum(errors) AS errors,
      sum(${TOKEN_COLUMNS.join(' + ')}) AS tokens,
      sum(charge) AS charge, sum(cost) AS cost, sum(overrun) AS overrun
    FROM ${table} WHERE ${time} >= $1 AND ${time} < $2 GROUP BY 1, 2, 3, 4, 5
  )
  SELECT start, tenant_id, model, currency, cost_currency, sum(requests) AS requests, sum(errors) AS errors,
    sum(tokens) AS tokens, sum(charge) AS charge, sum(cost) AS cost, sum(overrun) AS overrun
  FROM sums GROUP BY GROUPING SETS
    ((start, currency, cost_currency), (tenant_id, currency, cost_currency), (model, currency, cost_currency))`;

export async function readTraffic(
  db: Database,
  range: { fromMs: number; toMs: number; bucket: 'hour' | 'day' },
): Promise<Traffic> {
  const source =
    range.bucket === 'hour' ? { table: 'usage_totals', time: 'hour' } : { table: 'usage_days', time: 'day' };
  const bounds = [new Date(range.fromMs), new Date(range.toMs)];
  const { rows } = await db.pool.query<TrafficRow>(TRAFFIC(source), bounds);
  const of = <Key>(keyOf: (row: TrafficRow) => Key | null) => {
    const groups = Map.groupBy(rows, keyOf);
    return [...groups].flatMap(([key, members]): [Key, OverviewTraffic][] =>
      key === null ? [] : [[key, trafficOf(members)]],
    );
  };
  const busiestFirst = (a: [unknown, OverviewTraffic], b: [unknown, OverviewTraffic]) => b[1].requests - a[1].requests;
  return {
    totals: trafficOf(rows.filter((row) => row.start !== null)),
    byStart: new Map(of((row) => row.start?.getTime() ?? null)),
    byTenant: of((row) => row.tenant_id).sort(busiestFirst),
    byModel: of((row) => row.model).sort(busiestFirst),
  };
}

export const NO_TRAFFIC: OverviewTraffic = Object.freeze({ requests: 0, errors: 0, tokens: 0, money: [] });

function trafficOf(rows: readonly TrafficRow[]): OverviewTraffic {
  const sum = (name: 'requests' | 'errors' | 'tokens') => rows.reduce((total, row) => total + Number(row[name]), 0);
  return { requests: sum('requests'), errors: sum('errors'), tokens: sum('tokens'), money: moneyOf(rows) };
}

function moneyOf(rows: readonly TrafficRow[]): OverviewMoney[] {
  const currencies = new Set<string>();
  for (const { currency, cost_currency, charge, cost } of rows) {
    if (!isZero(charge)) currencies.add(currency);
    if (!isZero(cost)) currencies.add(cost_currency);
  }
  return [...currencies].sort().map((currency) => {
    const charged = rows.filter((row) => row.currency === currency);
    const paid = rows.filter((row) => row.cost_currency === currency);
    const spend = add(charged, 'charge');
    const cost = add(paid, 'cost');
    const isMixed = [...charged, ...paid].some((row) => row.currency !== row.cost_currency && !isZero(row.cost));
    return {
      currency,
      spend: formatAmount(spend),
      cost: formatAmount(cost),
      margin: isMixed ? null : formatAmount(spend.minus(cost)),
      overrun: formatAmount(add(charged, 'overrun')),
    };
  });
}

function add(rows: readonly TrafficRow[], name: 'charge' | 'cost' | 'overrun'): Decimal {
  return rows.reduce((total, row) => total.plus(row[name]), new Decimal(0));
}

function isZero(amount: string): boolean {
  return new Decimal(amount).isZero();
}
