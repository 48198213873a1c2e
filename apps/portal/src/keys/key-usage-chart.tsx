'use client';

import type { KeyUsageView } from '@turnpike/contracts/management/keys';
import { useFormatter, useTranslations } from 'next-intl';
import { countText } from '../ui/amount-text';
import { type ChartPoint, StackedBars } from '../ui/chart';
import { Count, Money } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';

/** Requests a day as bars, errors among them in a hue of their own; the same figures stand in a table for who can't see. */
export function KeyUsageChart({ usage }: { usage: KeyUsageView }) {
  const t = useTranslations('keys');
  const format = useFormatter();
  // Days are UTC days: the reader's zone must not turn them into the day before.
  const day = (at: string) =>
    format.dateTime(new Date(`${at}T00:00:00Z`), { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const byDay = new Map(usage.days.map((row) => [row.day, row]));
  const points: ChartPoint[] = usage.days.map((row) => ({
    at: row.day,
    answered: row.requests - row.errors,
    errors: row.errors,
  }));
  return (
    <>
      <StackedBars
        label={t('detail.chart')}
        height={180}
        points={points}
        series={[
          { key: 'answered', label: t('detail.answered') },
          { key: 'errors', label: t('detail.errors') },
        ]}
        formatTick={day}
        formatValue={(value) => countText(value)}
        tooltip={({ at }) => {
          const row = byDay.get(at);
          if (row === undefined) return day(at);
          return (
            <div className="grid grid-cols-1 gap-0.5">
              <span className="font-[600]">{t('detail.utcDay', { day: day(at) })}</span>
              <Count value={row.requests} unit={t('requestsUnit')} />
              <Count value={row.errors} unit={t('detail.errorsUnit')} />
              <Money amount={row.charge} currency={usage.currency} />
            </div>
          );
        }}
      />
      <DayTable usage={usage} />
    </>
  );
}

/** The chart in figures, for screen readers. */
function DayTable({ usage }: { usage: KeyUsageView }) {
  const t = useTranslations('keys');
  return (
    <div className="sr-only">
      <Table label={t('detail.chart')}>
        <thead>
          <tr>
            <Th>{t('detail.day')}</Th>
            <Th>{t('column.requests')}</Th>
            <Th>{t('detail.errors')}</Th>
            <Th>{t('detail.charge')}</Th>
          </tr>
        </thead>
        <tbody>
          {usage.days
            .filter(({ requests }) => requests > 0)
            .map((row) => (
              <Tr key={row.day}>
                <Td>{row.day}</Td>
                <Td>{row.requests}</Td>
                <Td>{row.errors}</Td>
                <Td>{`${row.charge} ${usage.currency ?? ''}`}</Td>
              </Tr>
            ))}
        </tbody>
      </Table>
    </div>
  );
}
