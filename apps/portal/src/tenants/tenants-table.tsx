'use client';

import type { TenantSummaryView } from '@turnpike/contracts/management/tenants';
import { useTranslations } from 'next-intl';
import { StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';

type Texts = ReturnType<typeof useTranslations<'tenants'>>;

/** Organisations with what they have and spend; each row leads to its page. */
export function TenantsTable({ tenants }: { tenants: readonly TenantSummaryView[] }) {
  const t = useTranslations('tenants');
  return (
    <DataTable
      name="admin-tenants"
      label={t('title')}
      columns={[...whoColumns(t), ...moneyColumns(t), ...sizeColumns(t)]}
      rows={tenants}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/tenants/${id}`}
    />
  );
}

function whoColumns(t: Texts): Column<TenantSummaryView>[] {
  return [
    {
      id: 'name',
      header: t('column.name'),
      fixed: true,
      cell: ({ name, slug }) => (
        <>
          <span className="block max-w-72 min-w-32 truncate font-[600]">{name}</span>
          <code className="text-2xs text-quiet">{slug}</code>
        </>
      ),
    },
    {
      id: 'status',
      header: t('column.status'),
      fixed: true,
      cell: ({ status }) => <StatusBadge status={status} label={t(`status.${status}`)} />,
    },
  ];
}

function moneyColumns(t: Texts): Column<TenantSummaryView>[] {
  return [
    {
      id: 'balance',
      header: t('column.balance'),
      numeric: true,
      cell: ({ posted, currency }) => (currency === null ? '–' : <Money amount={posted} currency={currency} />),
    },
    {
      id: 'spend',
      header: t('column.spend'),
      numeric: true,
      cell: ({ spend, currency }) => (currency === null ? '–' : <Money amount={spend} currency={currency} />),
    },
    {
      id: 'requests',
      header: t('column.requests'),
      numeric: true,
      cell: ({ requests }) => <Count value={requests} />,
    },
  ];
}

function sizeColumns(t: Texts): Column<TenantSummaryView>[] {
  return [
    { id: 'members', header: t('column.members'), numeric: true, cell: ({ members }) => <Count value={members} /> },
    {
      id: 'applications',
      header: t('column.applications'),
      numeric: true,
      hidden: true,
      cell: ({ applications }) => <Count value={applications} />,
    },
    {
      id: 'billing',
      header: t('column.billing'),
      hidden: true,
      cell: ({ billingMode }) => t(`mode.${billingMode}`),
    },
    { id: 'created', header: t('column.created'), cell: ({ createdAt }) => <Instant iso={createdAt} show="date" /> },
  ];
}
