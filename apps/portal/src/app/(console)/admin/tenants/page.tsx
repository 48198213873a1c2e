import { ListTenantSummariesSchema } from '@turnpike/contracts/management/tenants';
import { listTenantSummaries } from '@turnpike/management/tenants/list-tenant-summaries.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterForm } from '../../../../admin/filter-form';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { TenantsTable } from '../../../../tenants/tenants-table';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/tenants';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('tenants'))('title') };
}

/** Every organisation with balance and spend. */
export default async function TenantsPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const [t, filters] = await Promise.all([
    getTranslations('tenants'),
    readFilters(ListTenantSummariesSchema, searchParams),
  ]);
  const { items, nextCursor } = await listTenantSummaries(managementContext(), actor, filters);
  const filtered = filters.q !== undefined || filters.status !== undefined;
  const statuses = (['active', 'suspended'] as const).map((value) => ({ value, label: t(`status.${value}`) }));
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <FilterForm
        path={PATH}
        label={t('filters')}
        filters={[
          { name: 'q', label: t('search'), value: filters.q },
          { name: 'status', label: t('statusFilter'), value: filters.status, options: statuses },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t(filtered ? 'nothing' : 'none')}>{t(filtered ? 'nothingLead' : 'noneLead')}</EmptyState>
      ) : (
        <>
          <Card flush>
            <TenantsTable tenants={items} />
          </Card>
          <p className="mt-3 text-xs text-quiet">
            {t('asOf')} <Instant iso={items[0]?.asOf ?? ''} show="time" />
          </p>
        </>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
