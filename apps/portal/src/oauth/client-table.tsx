'use client';

/** The list of clients: the whole row leads to the client. */
import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge';
import { type Column, DataTable } from '../ui/data-table';
import { Instant } from '../ui/instant';
import { ClientState } from './client-state';
import { purposeOf } from './purpose-of';

export function ClientTable({ clients }: { clients: readonly OAuthClientView[] }) {
  const t = useTranslations('oauth');
  return (
    <DataTable
      name="oauth-clients"
      label={t('tableLabel')}
      columns={useColumns()}
      rows={clients}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/app/oauth-clients/${id}`}
    />
  );
}

function useColumns(): Column<OAuthClientView>[] {
  const t = useTranslations('oauth');
  return [
    {
      id: 'name',
      header: t('column.name'),
      fixed: true,
      cell: ({ name, environment }) => (
        <span className="inline-flex items-center gap-2">
          <span className="max-w-72 truncate font-[600]">{name}</span>
          {environment === 'test' && <Badge tone="test">{t('form.test')}</Badge>}
        </span>
      ),
    },
    { id: 'state', header: t('column.state'), cell: ({ status }) => <ClientState status={status} /> },
    { id: 'purpose', header: t('column.purpose'), cell: (client) => t(`purpose.${purposeOf(client)}`) },
    { id: 'application', header: t('column.application'), cell: ({ application }) => application },
    {
      id: 'scopes',
      header: t('column.scopes'),
      cell: ({ scopes }) => <code className="block max-w-72 truncate text-xs">{scopes.join(' ')}</code>,
    },
    {
      id: 'last',
      header: t('column.last'),
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? <span className="text-quiet">{t('never')}</span> : <Instant iso={lastUsedAt} />,
    },
    {
      id: 'created',
      header: t('column.created'),
      hidden: true,
      cell: ({ createdAt }) => <Instant iso={createdAt} show="date" />,
    },
  ];
}
