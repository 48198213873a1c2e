'use client';

import type { ProviderView } from '@turnpike/contracts/management/providers';
import { useTranslations } from 'next-intl';
import { Badge, StatusBadge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';

/** The list of vendor accounts. */
export function ProvidersTable({ providers }: { providers: readonly ProviderView[] }) {
  const t = useTranslations('admin.providers');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const columns: Column<ProviderView>[] = [
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
    { id: 'baseUrl', header: t('baseUrl'), cell: ({ baseUrl }) => <code className="text-xs">{baseUrl}</code> },
    { id: 'kind', header: t('kind'), hidden: true, cell: ({ kind }) => <code className="text-xs">{kind}</code> },
    {
      id: 'credential',
      header: t('credentials'),
      cell: ({ credentialCount }) => t('credentialCount', { count: credentialCount }),
    },
    {
      id: 'serves',
      header: t('serves'),
      cell: ({ servesTestKeys }) =>
        servesTestKeys ? (
          <Badge tone="test">{t('liveAndTest')}</Badge>
        ) : (
          <span className="text-quiet">{t('liveOnly')}</span>
        ),
    },
    {
      id: 'models',
      header: t('models'),
      numeric: true,
      cell: ({ modelCount = 0 }) => <Count value={modelCount} />,
    },
    { id: 'created', header: f('created'), hidden: true, cell: ({ createdAt }) => <Instant iso={createdAt} /> },
  ];
  return (
    <DataTable
      name="admin-providers"
      label={t('title')}
      columns={columns}
      rows={providers}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/providers/${id}`}
    />
  );
}
