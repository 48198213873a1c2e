import { ListProductsSchema } from '@turnpike/contracts/management/products';
import { listProducts } from '@turnpike/management/products/list-products.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterForm } from '../../../../admin/filter-form';
import { ProductsTable } from '../../../../admin/products-table';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/products';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.products');
  return { title: t('title') };
}

export default async function ProductsPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const [t, f, s] = await Promise.all([
    getTranslations('admin.products'),
    getTranslations('admin.filters'),
    getTranslations('admin.status'),
  ]);
  const filters = await readFilters(ListProductsSchema, searchParams);
  const { items, nextCursor } = await listProducts(managementContext(), actor, filters);
  const create = (
    <LinkButton variant="primary" href={`${PATH}/new`}>
      {t('create')}
    </LinkButton>
  );
  const stages = (['draft', 'published', 'deprecated', 'retired'] as const).map((value) => ({
    value,
    label: s(value),
  }));
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <FilterForm
        path={PATH}
        label={f('label')}
        filters={[
          { name: 'q', label: f('search'), value: filters.q },
          { name: 'lifecycle', label: t('lifecycle'), value: filters.lifecycle, options: stages },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={create}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <Card flush>
          <ProductsTable products={items} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
