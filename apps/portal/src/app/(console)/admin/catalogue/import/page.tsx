import { ListQuerySchema } from '@turnpike/contracts/management/fields';
import { listCatalogueVersions } from '@turnpike/management/model-catalogue/list-catalogue-versions.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { pagerOf, readFilters, type SearchParams } from '../../../../../admin/read-filters';
import { CatalogueHistory } from '../../../../../model-catalogue/catalogue-history';
import { ImportForm } from '../../../../../model-catalogue/import-form';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { Card } from '../../../../../ui/card';
import { PageHeader } from '../../../../../ui/page-header';
import { Pager } from '../../../../../ui/pager';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('modelCatalogue');
  return { title: t('importTitle') };
}

export default async function ImportCataloguePage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const t = await getTranslations('modelCatalogue');
  const query = await readFilters(ListQuerySchema, searchParams);
  const { items, nextCursor } = await listCatalogueVersions(managementContext(), actor, query);
  return (
    <>
      <PageHeader
        above={<Above href="/admin/catalogue">{t('title')}</Above>}
        title={t('importTitle')}
        lead={t('importLead')}
      />
      <div className="grid grid-cols-1 gap-6">
        <ImportForm />
        <Card flush title={t('history')} lead={t('historyLead')}>
          {items.length === 0 ? (
            <p className="p-4 text-quiet">{t('historyNone')}</p>
          ) : (
            <CatalogueHistory versions={items} />
          )}
        </Card>
        <Pager {...pagerOf('/admin/catalogue/import', query, nextCursor)} />
      </div>
    </>
  );
}
