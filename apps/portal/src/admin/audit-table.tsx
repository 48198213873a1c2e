'use client';

import type { AuditEntryView } from '@turnpike/contracts/management/identity';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '../ui/data-table';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';

/** Who did what, newest first. */
export function AuditTable({ entries }: { entries: readonly AuditEntryView[] }) {
  const t = useTranslations('admin.audit');
  const columns: Column<AuditEntryView>[] = [
    { id: 'when', header: t('when'), fixed: true, cell: ({ createdAt }) => <Instant iso={createdAt} /> },
    { id: 'action', header: t('action'), cell: ({ action }) => <code className="text-xs">{action}</code> },
    {
      id: 'actor',
      header: t('actor'),
      cell: ({ actorName, actorEmail, actorKind }) => (
        <>
          <span className="block">{actorName ?? actorEmail ?? t('unknownActor')}</span>
          <span className="text-2xs text-quiet">{actorKind.replaceAll('_', ' ')}</span>
        </>
      ),
    },
    {
      id: 'resource',
      header: t('resource'),
      cell: ({ resourceKind, resourceId }) => (
        <>
          <span className="block text-xs">{resourceKind.replaceAll('_', ' ')}</span>
          {resourceId !== null && (
            <code className="text-2xs text-quiet">{`${resourceId.slice(0, 4)}…${resourceId.slice(-6)}`}</code>
          )}
        </>
      ),
    },
    {
      id: 'tenant',
      header: t('tenant'),
      hidden: true,
      cell: ({ tenantId }) => (tenantId === null ? t('platform') : <PublicId id={tenantId} short />),
    },
    { id: 'ip', header: t('ip'), hidden: true, cell: ({ ip }) => <code className="text-xs">{ip ?? t('none')}</code> },
  ];
  return (
    <DataTable
      dense
      name="admin-audit"
      label={t('title')}
      columns={columns}
      rows={entries}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/admin/audit/${id}`}
    />
  );
}
