'use client';

import type { PlanView } from '@turnpike/contracts/management/plans';
import { useTranslations } from 'next-intl';
import { StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';

/** The plans of a product. */
export function PlansTable({ plans }: { plans: readonly PlanView[] }) {
  const t = useTranslations('admin.plans');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const columns: Column<PlanView>[] = [
    {
      id: 'name',
      header: f('name'),
      fixed: true,
      cell: ({ name, slug }) => (
        <>
          <span className="block font-[600]">{name}</span>
          <code className="text-2xs text-quiet">{slug}</code>
        </>
      ),
    },
    { id: 'status', header: f('status'), cell: ({ status }) => <StatusBadge status={status} label={s(status)} /> },
    { id: 'version', header: t('version'), numeric: true, cell: ({ version }) => <Count value={version} /> },
    { id: 'since', header: t('since'), cell: ({ effectiveFrom }) => <Instant iso={effectiveFrom} /> },
    {
      id: 'prepayment',
      header: t('prepayment'),
      numeric: true,
      cell: ({ prepayment, currency }) =>
        prepayment === null ? (
          <span className="text-quiet">{t('none')}</span>
        ) : (
          <Money amount={prepayment} currency={currency} />
        ),
    },
    {
      id: 'subscriptions',
      header: t('activeSubscriptions'),
      numeric: true,
      cell: ({ counts }) => <Count value={counts?.activeSubscriptions ?? 0} />,
    },
  ];
  return (
    <DataTable
      name="admin-plans"
      label={t('title')}
      columns={columns}
      rows={plans}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/plans/${id}`}
    />
  );
}
