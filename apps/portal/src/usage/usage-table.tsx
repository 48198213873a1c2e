'use client';

import type { UsageFigures, UsageView } from '@turnpike/contracts/management/usage';
import { useFormatter, useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Money } from '../ui/figures';
import type { UsageQuery } from './usage-query';
import { SELDOM_FIGURES } from './seldom-figures';
import { callsHref } from './usage-series';

interface Row {
  id: string;
  name: string;
  figures: UsageFigures;
  href: string;
}

/** The chart in figures: by group, or by time where nothing is divided. */
export function UsageTable({ usage, query }: { usage: UsageView; query: UsageQuery }) {
  const t = useTranslations('usage');
  const rows = useRows(usage, query);
  const count = (
    id:
      'requests' | 'errors' | 'input' | 'cachedInput' | 'output' | 'reasoning' | (typeof SELDOM_FIGURES)[number]['id'],
    of: (figures: UsageFigures) => number,
  ): Column<Row> => ({
    id,
    header: t(id),
    numeric: true,
    hidden: id === 'reasoning',
    cell: ({ figures }) => <Count value={of(figures)} />,
  });
  const columns: Column<Row>[] = [
    {
      id: 'name',
      header: query.by === 'none' ? t('time') : t(`groups.${query.by}`),
      fixed: true,
      cell: ({ name }) => <span className="whitespace-nowrap">{name}</span>,
    },
    count('requests', ({ requests }) => requests),
    count('errors', ({ errors }) => errors),
    count('input', ({ tokens }) => tokens.input),
    count('cachedInput', ({ tokens }) => tokens.cachedInput),
    count('output', ({ tokens }) => tokens.output),
    count('reasoning', ({ tokens }) => tokens.reasoning),
    ...SELDOM_FIGURES.filter(({ of }) => of(usage.totals) > 0).map(({ id, of }) => count(id, of)),
    {
      id: 'charge',
      header: t('charge'),
      numeric: true,
      cell: ({ figures }) => <Money amount={figures.charge} currency={usage.currency} />,
    },
  ];
  const lead =
    usage.rows.length < usage.rowCount
      ? `${t('rowsShown', { shown: usage.rows.length, count: usage.rowCount })} ${t('tableLead')}`
      : t('tableLead');
  return (
    <Card title={t('table')} lead={lead} flush>
      <DataTable
        label={t('table')}
        name="usage"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        rowHref={({ href }) => href}
        dense
      />
    </Card>
  );
}

function useRows(usage: UsageView, query: UsageQuery): Row[] {
  const t = useTranslations('usage');
  const format = useFormatter();
  if (query.by === 'none') {
    return usage.buckets
      .filter(({ figures }) => figures.requests > 0)
      .map(({ start, end, figures }) => ({
        id: start,
        name:
          usage.bucket === 'day'
            ? `${format.dateTime(new Date(start), { dateStyle: 'medium', timeZone: 'UTC' })} UTC`
            : format.dateTime(new Date(start), { dateStyle: 'medium', timeStyle: 'short' }),
        figures,
        href: callsHref(query, { from: start, to: end }),
      }))
      .reverse();
  }
  return usage.rows.map(({ key, label, figures }) => ({
    id: key ?? '',
    name: label ?? t('gone'),
    figures,
    href: callsHref(query, { from: usage.from, to: usage.to, group: key }),
  }));
}
