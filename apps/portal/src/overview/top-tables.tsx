'use client';

import type { OverviewTraffic, OverviewView } from '@turnpike/contracts/management/overview';
import { useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Money, Percent } from '../ui/figures';

interface Row extends OverviewTraffic {
  id: string;
  name: string;
  href: string;
}

/** Who makes the traffic. */
export function TopTenants({ overview }: { overview: OverviewView }) {
  const t = useTranslations('overview');
  const rows = overview.tenants.map(({ tenantId, name, ...traffic }) => ({
    ...traffic,
    id: tenantId,
    name: name ?? t('gone'),
    href: `/admin/tenants/${tenantId}`,
  }));
  return <TopTable title={t('tenants')} name="overview-tenants" header={t('tenant')} rows={rows} narrow />;
}

/** What is asked for, and what it leaves. */
export function TopModels({ overview }: { overview: OverviewView }) {
  const t = useTranslations('overview');
  const range = new URLSearchParams({ from: overview.from, to: overview.to });
  const rows = overview.models.map(({ model, ...traffic }) => ({
    ...traffic,
    id: model,
    name: model,
    href: `/admin/calls?model=${encodeURIComponent(model)}&${range}`,
  }));
  return <TopTable title={t('models')} name="overview-models" header={t('model')} rows={rows} narrow />;
}

/** The charts as a table, for who can't see them or wants the figures. */
export function FiguresTable({ overview }: { overview: OverviewView }) {
  const t = useTranslations('overview');
  const rows = overview.buckets
    .filter(({ requests }) => requests > 0)
    .map(({ start, end, ...traffic }) => ({
      ...traffic,
      id: start,
      name: `${start.slice(0, 16).replace('T', ' ')} UTC`,
      href: `/admin/calls?${new URLSearchParams({ from: start, to: end })}`,
    }))
    .reverse();
  return <TopTable title={t('figures')} name="overview-figures" header={t('time')} rows={rows} />;
}

interface TopTableProps {
  title: string;
  /** Under which the choice of columns is kept. */
  name: string;
  header: string;
  rows: Row[];
  /** Stands beside another one: the cost is shown when asked for. */
  narrow?: boolean;
}

function TopTable({ title, name, header, rows, narrow = false }: TopTableProps) {
  const t = useTranslations('overview');
  const money = (of: 'spend' | 'cost' | 'margin', hidden = false): Column<Row> => ({
    id: of,
    hidden,
    header: t(of),
    numeric: true,
    cell: (row) => <MoneyOf traffic={row} of={of} />,
  });
  const columns: Column<Row>[] = [
    { id: 'name', header, fixed: true, className: 'whitespace-nowrap', cell: (row) => row.name },
    { id: 'requests', header: t('requests'), numeric: true, cell: ({ requests }) => <Count value={requests} /> },
    {
      id: 'errors',
      header: t('errorRate'),
      numeric: true,
      cell: ({ errors, requests }) => <Percent share={requests === 0 ? 0 : errors / requests} />,
    },
    { id: 'tokens', header: t('tokens'), numeric: true, hidden: true, cell: ({ tokens }) => <Count value={tokens} /> },
    money('spend'),
    money('cost', narrow),
    money('margin'),
  ];
  return (
    <Card title={title} flush>
      <DataTable
        label={title}
        name={name}
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        rowHref={({ href }) => href}
        dense
      />
    </Card>
  );
}

/** One line per currency: they are never added. */
export function MoneyOf({ traffic, of }: { traffic: OverviewTraffic; of: 'spend' | 'cost' | 'margin' | 'overrun' }) {
  const t = useTranslations('overview');
  if (traffic.money.length === 0) return <span className="text-quiet">{t('noMoney')}</span>;
  return (
    <span className="inline-grid gap-0.5">
      {traffic.money.map((money) => {
        const amount = money[of];
        if (amount === null)
          return (
            <span key={money.currency} className="text-xs text-quiet">
              {t('noMargin')}
            </span>
          );
        return (
          <Money
            key={money.currency}
            amount={amount}
            currency={money.currency}
            className={amount.startsWith('-') ? 'text-stopped' : ''}
          />
        );
      })}
    </span>
  );
}
