'use client';

import type { UsageView } from '@turnpike/contracts/management/usage';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Card } from '../ui/card';
import { ChartKey, type ChartPoint, StackedBars } from '../ui/chart';
import { Count, Money } from '../ui/figures';
import type { Metric, UsageQuery } from './usage-query';
import { callsHref, heightOf, type Series, seriesOf, tokensOf } from './usage-series';

const COMPACT = { notation: 'compact', maximumSignificantDigits: 3 } as const;

/** One chart of the range; each bar leads to its calls. */
export function UsageChart({ usage, query }: { usage: UsageView; query: UsageQuery }) {
  const t = useTranslations('usage');
  const format = useFormatter();
  const router = useRouter();
  const isDaily = usage.bucket === 'day';
  // Polling changes the view but, where nothing happened, not its parts: the chart is drawn again only for new figures.
  const { groups, buckets } = usage;
  const series = useMemo(() => seriesOf(groups), [groups]);
  const points = useMemo(
    () => buckets.map((bucket) => pointOf(bucket, series, query.show)),
    [buckets, series, query.show],
  );
  const bucketOf = new Map(buckets.map((bucket) => [bucket.start, bucket]));
  const nameOf = (label: string | null, key: string | null) => label ?? (key === null ? t('others') : t('gone'));
  const named = series.map(({ key, group }) => ({ key, label: nameOf(group.label, group.key) }));
  // Days are UTC's, so they are named by UTC; hours are the reader's.
  const tick = (at: string) =>
    isDaily
      ? format.dateTime(new Date(at), { day: 'numeric', month: 'short', timeZone: 'UTC' })
      : format.dateTime(new Date(at), { hour: '2-digit', minute: '2-digit', hour12: false });
  const unit = query.show === 'charge' ? (usage.currency ?? 'none') : t(`units.${query.show}`);
  const title = t('chart', { metric: t(`metrics.${query.show}`), bucket: t(usage.bucket), unit });
  return (
    <Card
      title={title}
      {...(isDaily ? { lead: t('utcDays') } : {})}
      {...(query.by === 'none'
        ? {}
        : {
            actions: <ChartKey series={named} />,
          })}
    >
      <StackedBars
        label={title}
        points={points}
        series={named}
        formatTick={tick}
        formatValue={(value) => format.number(value, COMPACT)}
        onSelect={({ at }) => {
          const bucket = bucketOf.get(at);
          if (bucket !== undefined) router.push(callsHref(query, { from: bucket.start, to: bucket.end }));
        }}
        tooltip={({ at }) => {
          const bucket = bucketOf.get(at);
          if (bucket === undefined) return null;
          return (
            <div className="grid grid-cols-1 gap-1">
              <strong>
                {isDaily
                  ? `${format.dateTime(new Date(at), { dateStyle: 'medium', timeZone: 'UTC' })} UTC`
                  : format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' })}
              </strong>
              <Money amount={bucket.figures.charge} currency={usage.currency} />
              <Count value={bucket.figures.requests} unit={t('call', { count: bucket.figures.requests })} />
              <Count value={tokensOf(bucket.figures)} unit={t('tokens')} />
            </div>
          );
        }}
      />
    </Card>
  );
}

function pointOf(
  { start, values }: UsageView['buckets'][number],
  series: readonly Series[],
  metric: Metric,
): ChartPoint {
  const height = (index: number) => (values[index] === undefined ? 0 : heightOf(values[index], metric));
  const heights = series.map(({ key, at }) => [key, at.reduce((sum, index) => sum + height(index), 0)]);
  return { at: start, ...(Object.fromEntries(heights) as Record<string, number>) };
}
