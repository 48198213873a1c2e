import { ListProvidersSchema } from '@turnpike/contracts/management/providers';
import { listEncryptionKeys } from '@turnpike/management/credentials/list-encryption-keys.use-case';
import { listProviders } from '@turnpike/management/providers/list-providers.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EncryptionKeys } from '../../../../admin/encryption-keys';
import { FilterForm } from '../../../../admin/filter-form';
import { ProvidersTable } from '../../../../admin/providers-table';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/providers';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.providers');
  return { title: t('title') };
}

export default async function ProvidersPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const [t, f, s] = await Promise.all([
    getTranslations('admin.providers'),
    getTranslations('admin.filters'),
    getTranslations('admin.status'),
  ]);
  const filters = await readFilters(ListProvidersSchema, searchParams);
  const context = managementContext();
  const [{ items, nextCursor }, keys] = await Promise.all([
    listProviders(context, actor, filters),
    listEncryptionKeys(context, actor),
  ]);
  const create = (
    <LinkButton variant="primary" href={`${PATH}/new`}>
      {t('create')}
    </LinkButton>
  );
  const statuses = (['active', 'disabled'] as const).map((value) => ({ value, label: s(value) }));
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <FilterForm
        path={PATH}
        label={f('label')}
        filters={[
          { name: 'q', label: f('search'), value: filters.q },
          { name: 'status', label: f('status'), value: filters.status, options: statuses },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={create}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <Card flush>
          <ProvidersTable providers={items} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
      <EncryptionKeys keys={keys.items} />
    </>
  );
}
