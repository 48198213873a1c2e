/** What the address of the usage page asks for. */
import { USAGE_GROUPS, type UsageGroupBy } from '@turnpike/contracts/management/usage';
import { monthPeriod } from '@turnpike/domain/period';

export const RANGES = ['24h', '7d', '30d', 'month'] as const;
export const METRICS = ['charge', 'requests', 'tokens'] as const;

export type Range = (typeof RANGES)[number] | 'custom';
export type Metric = (typeof METRICS)[number];

/** Dates of a custom range are days in UTC, both included. */
export interface UsageQuery {
  range: Range;
  from: string | null;
  to: string | null;
  by: UsageGroupBy;
  show: Metric;
  application: string | null;
  key: string | null;
  model: string | null;
}

type Path = `/${string}`;

export type SearchParams = Record<string, string | string[] | undefined>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LENGTH_MS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;

/** Reads the address; what it doesn't know falls back to the last seven days, undivided. */
export function readUsageQuery(params: SearchParams): UsageQuery {
  const text = (name: string) => {
    const value = params[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const pick = <T extends string>(name: string, known: readonly T[], fallback: T) =>
    known.find((one) => one === text(name)) ?? fallback;
  const [from, to] = [date(text('from')), date(text('to'))];
  const isCustom = from !== null && to !== null && from <= to;
  return {
    range: isCustom ? 'custom' : pick('range', RANGES, '7d'),
    from: isCustom ? from : null,
    to: isCustom ? to : null,
    by: pick('by', USAGE_GROUPS, 'none'),
    show: pick('show', METRICS, 'charge'),
    application: text('application'),
    key: text('key'),
    model: text('model'),
  };
}

/** The address that asks for it, with what is changed. */
export function usageHref(query: UsageQuery, change: Partial<UsageQuery> = {}, path: Path = '/app/usage'): Path {
  const { range, ...rest } = { ...query, ...change };
  const params = new URLSearchParams();
  const set = (name: string, value: string | null, fallback?: string) => {
    if (value !== null && value !== fallback) params.set(name, value);
  };
  if (range === 'custom') {
    set('from', rest.from);
    set('to', rest.to);
  } else set('range', range, '7d');
  set('by', rest.by, 'none');
  set('show', rest.show, 'charge');
  set('application', rest.application);
  set('key', rest.key);
  set('model', rest.model);
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** The instants of the range. One that ends now changes while it is looked at. */
export function rangeOf(
  { range, from, to }: UsageQuery,
  nowMs: number,
): { from: string; to: string; isCurrent: boolean } {
  const instant = (ms: number) => new Date(ms).toISOString();
  if (range === 'custom') {
    const endMs = Date.parse(to ?? '') + DAY_MS;
    return { from: instant(Date.parse(from ?? '')), to: instant(endMs), isCurrent: endMs > nowMs };
  }
  if (range === 'month')
    return { from: instant(monthPeriod(nowMs, 'UTC').startMs), to: instant(nowMs), isCurrent: true };
  return { from: instant(nowMs - LENGTH_MS[range]), to: instant(nowMs), isCurrent: true };
}

function date(text: string | null): string | null {
  return text !== null && DATE.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}
