'use client';

import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import { StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Instant } from '../ui/instant';

/** Who subscribed to a product. */
export function SubscribersTable({ subscriptions }: { subscriptions: readonly SubscriptionView[] }) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const columns: Column<SubscriptionView>[] = [
    {
      id: 'tenant',
      header: t('organisation'),
      fixed: true,
      cell: ({ tenantName }) => <span className="font-[600]">{tenantName}</span>,
    },
    { id: 'application', header: t('application'), cell: ({ applicationName }) => applicationName },
    { id: 'plan', header: t('plan'), cell: ({ planName }) => planName },
    { id: 'status', header: f('status'), cell: ({ status }) => <StatusBadge status={status} label={s(status)} /> },
    { id: 'since', header: t('requested'), cell: ({ createdAt }) => <Instant iso={createdAt} /> },
  ];
  return (
    <DataTable
      name="admin-subscribers"
      label={t('subscribers')}
      columns={columns}
      rows={subscriptions}
      rowId={({ id }) => id}
      rowHref={({ tenantId }) => `/admin/tenants/${tenantId}`}
    />
  );
}
