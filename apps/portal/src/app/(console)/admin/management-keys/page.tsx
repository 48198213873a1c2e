import { ListQuerySchema } from '@turnpike/contracts/management/fields';
import type { ManagementKeyView } from '@turnpike/contracts/management/identity';
import { listManagementKeys } from '@turnpike/management/management-keys/list-management-keys.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CreateManagementKey, type ManagementKeyRow, ManagementKeysTable } from '../../../../admin/management-keys';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/management-keys';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.managementKeys');
  return { title: t('title') };
}

export default async function ManagementKeysPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const t = await getTranslations('admin.managementKeys');
  const filters = await readFilters(ListQuerySchema, searchParams);
  const { items, nextCursor } = await listManagementKeys(managementContext(), actor, filters);
  const now = new Date();
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={<CreateManagementKey />} />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
      ) : (
        <Card flush>
          <ManagementKeysTable keys={items.map((key): ManagementKeyRow => ({ ...key, status: statusOf(key, now) }))} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}

function statusOf({ revokedAt, expiresAt }: ManagementKeyView, now: Date): ManagementKeyRow['status'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && new Date(expiresAt) <= now ? 'expired' : 'active';
}
