/** The view's groups as the chart and the table show them. */
import { tokensRead, tokensWritten } from '@turnpike/contracts/management/token-sums';
import type { UsageFigures, UsageGroup } from '@turnpike/contracts/management/usage';
import { Decimal } from '@turnpike/domain/money';
import type { Metric, UsageQuery } from './usage-query';

/** As many as have a hue of their own; the rest is drawn as one. */
const NAMED = 5;

export function tokensOf({ tokens }: UsageFigures): number {
  return tokensRead(tokens) + tokensWritten(tokens);
}

/** For drawing only: a chart's height needs no exact amount. */
export function heightOf(figures: UsageFigures, metric: Metric): number {
  if (metric === 'charge') return new Decimal(figures.charge).toNumber();
  return metric === 'requests' ? figures.requests : tokensOf(figures);
}

export interface Series {
  key: string;
  group: UsageGroup;
  /** Positions in `values` of a bucket that belong to it. */
  at: readonly number[];
}

/** At most five groups and what is left; one series without a division. */
export function seriesOf(groups: readonly UsageGroup[]): Series[] {
  const named = groups.filter(({ key }) => key !== null).slice(0, NAMED);
  const rest = groups.map((_, index) => index).filter((index) => index >= named.length);
  const series = named.map((group, index) => ({ key: `s${index}`, group, at: [index] }));
  if (rest.length === 0) return series;
  const first = groups[rest[0] ?? 0];
  return first === undefined
    ? series
    : [...series, { key: 'rest', group: { ...first, key: null, label: null }, at: rest }];
}

/** The calls behind a span of time, or behind a group. */
export function callsHref(
  query: UsageQuery,
  { from, to, group }: { from: string; to: string; group?: string | null },
): string {
  const params = new URLSearchParams({ from, to });
  const set = (name: string, value: string | null | undefined) => {
    if (value !== null && value !== undefined) params.set(name, value);
  };
  const of = (by: UsageQuery['by']) => (query.by === by ? group : undefined);
  set('applicationId', of('application') ?? query.application);
  set('keyId', of('key') ?? query.key);
  set('model', of('model') ?? query.model);
  set('environment', of('environment'));
  return `/app/calls?${params}`;
}
