import {
  CATALOGUE_CAPABILITIES,
  CATALOGUE_ORIGINS,
  ListCatalogueEntriesSchema,
} from '@turnpike/contracts/management/model-catalogue';
import { listCatalogueEntries } from '@turnpike/management/model-catalogue/list-catalogue-entries.use-case';
import { listVendors } from '@turnpike/management/providers/list-vendors.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterForm } from '../../../../admin/filter-form';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { CatalogueTable } from '../../../../model-catalogue/catalogue-table';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/catalogue';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('modelCatalogue');
  return { title: t('title') };
}

export default async function ModelCataloguePage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const [t, f] = await Promise.all([getTranslations('modelCatalogue'), getTranslations('admin.filters')]);
  const filters = await readFilters(ListCatalogueEntriesSchema, searchParams);
  const { items, nextCursor, version } = await listCatalogueEntries(managementContext(), actor, filters);
  const vendors = listVendors(actor).items.map(({ slug, name }) => ({ value: slug, label: name }));
  const capabilities = CATALOGUE_CAPABILITIES.map((value) => ({ value, label: t(`capabilityOf.${value}`) }));
  const origins = CATALOGUE_ORIGINS.map((value) => ({ value, label: t(`originOf.${value}`) }));
  const importButton = (
    <LinkButton variant="primary" href={`${PATH}/import`}>
      {t('import')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={
          <>
            {t('lead')} {t('version', { version })}
          </>
        }
        actions={
          <>
            <LinkButton plain href={`${PATH}/export`}>
              {t('export')}
            </LinkButton>
            {importButton}
          </>
        }
      />
      <FilterForm
        path={PATH}
        label={f('label')}
        filters={[
          { name: 'q', label: f('search'), value: filters.q },
          { name: 'vendor', label: t('vendor'), value: filters.vendor, options: vendors },
          { name: 'capability', label: t('capability'), value: filters.capability, options: capabilities },
          { name: 'origin', label: t('origin'), value: filters.origin, options: origins },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={importButton}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <Card flush>
          <CatalogueTable entries={items} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
