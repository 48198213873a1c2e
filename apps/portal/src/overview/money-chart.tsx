'use client';

import type { OverviewView } from '@turnpike/contracts/management/overview';
import { Decimal } from '@turnpike/domain/money';
import { useFormatter, useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { ChartKey, type ChartPoint, Lines, StackedBars } from '../ui/chart';
import { Count, Money } from '../ui/figures';

const COMPACT = { notation: 'compact', maximumSignificantDigits: 3 } as const;

type Bucket = OverviewView['buckets'][number];

function useTimes(bucket: 'hour' | 'day') {
  const format = useFormatter();
  const isDaily = bucket === 'day';
  return {
    tick: (at: string) =>
      isDaily
        ? format.dateTime(new Date(at), { day: 'numeric', month: 'short', timeZone: 'UTC' })
        : format.dateTime(new Date(at), { hour: '2-digit', minute: '2-digit', hour12: false }),
    title: (at: string) =>
      isDaily
        ? `${format.dateTime(new Date(at), { dateStyle: 'medium', timeZone: 'UTC' })} UTC`
        : format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' }),
    value: (value: number) => format.number(value, COMPACT),
  };
}

/** Requests over time, those that failed or were refused apart. */
export function TrafficChart({ overview }: { overview: OverviewView }) {
  const t = useTranslations('overview');
  const times = useTimes(overview.bucket);
  const series = [
    { key: 'answered', label: t('answered') },
    { key: 'errors', label: t('errors') },
  ];
  const title = t('traffic', { bucket: t(overview.bucket) });
  const byStart = new Map(overview.buckets.map((bucket) => [bucket.start, bucket]));
  return (
    <Card
      title={title}
      {...(overview.bucket === 'day' ? { lead: t('utcDays') } : {})}
      actions={<ChartKey series={series} />}
    >
      <StackedBars
        label={title}
        height={220}
        points={overview.buckets.map(({ start, requests, errors }) => ({
          at: start,
          answered: requests - errors,
          errors,
        }))}
        series={series}
        formatTick={times.tick}
        formatValue={times.value}
        tooltip={({ at }) => {
          const bucket = byStart.get(at);
          if (bucket === undefined) return null;
          return (
            <div className="grid grid-cols-1 gap-1">
              <strong>{times.title(at)}</strong>
              <Count value={bucket.requests} unit={t('call', { count: bucket.requests })} />
              <span>
                {t('errors')} <Count value={bucket.errors} />
              </span>
            </div>
          );
        }}
      />
    </Card>
  );
}

/** What was charged, what it cost and what is left, in one currency. */
export function MoneyChart({ overview, currency }: { overview: OverviewView; currency: string }) {
  const t = useTranslations('overview');
  const times = useTimes(overview.bucket);
  const moneyOf = ({ money }: Bucket) => money.find((one) => one.currency === currency);
  const points = overview.buckets.map((bucket): ChartPoint => {
    const money = moneyOf(bucket);
    const height = (amount: string | null | undefined) => (amount == null ? null : new Decimal(amount).toNumber());
    return {
      at: bucket.start,
      spend: height(money?.spend ?? '0'),
      cost: height(money?.cost ?? '0'),
      // Where there is no margin there is a gap, not a zero.
      margin: money === undefined ? 0 : height(money.margin),
    };
  });
  const series = (['spend', 'cost', 'margin'] as const).map((key) => ({ key, label: t(key) }));
  const title = t('money', { bucket: t(overview.bucket), currency });
  const byStart = new Map(overview.buckets.map((bucket) => [bucket.start, bucket]));
  return (
    <Card title={title} actions={<ChartKey series={series} />}>
      <Lines
        label={title}
        points={points}
        series={series}
        formatTick={times.tick}
        formatValue={times.value}
        tooltip={({ at }) => {
          const bucket = byStart.get(at);
          const money = bucket === undefined ? undefined : moneyOf(bucket);
          return (
            <div className="grid grid-cols-1 gap-1">
              <strong>{times.title(at)}</strong>
              {series.map(({ key, label }) => (
                <span key={key} className="flex justify-between gap-4">
                  {label}
                  {key === 'margin' && money?.margin === null ? (
                    t('noMargin')
                  ) : (
                    <Money amount={money?.[key] ?? '0'} currency={currency} />
                  )}
                </span>
              ))}
            </div>
          );
        }}
      />
    </Card>
  );
}
