import { ListModelsSchema } from '@turnpike/contracts/management/models';
import { listMargins } from '@turnpike/management/models/list-margins.use-case';
import { listModels } from '@turnpike/management/models/list-models.use-case';
import { listProviders } from '@turnpike/management/providers/list-providers.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterForm } from '../../../../admin/filter-form';
import { ModelsTable } from '../../../../admin/models-table';
import { pagerOf, readFilters, type SearchParams } from '../../../../admin/read-filters';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/models';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.models');
  return { title: t('title') };
}

export default async function ModelsPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const context = managementContext();
  const [t, c, f, s] = await Promise.all([
    getTranslations('admin.models'),
    getTranslations('modelCatalogue'),
    getTranslations('admin.filters'),
    getTranslations('admin.status'),
  ]);
  const filters = await readFilters(ListModelsSchema, searchParams);
  const [{ items, nextCursor }, providers] = await Promise.all([
    listModels(context, actor, filters),
    listProviders(context, actor, { limit: 200 }),
  ]);
  const margins = items.length === 0 ? [] : await listMargins(context, actor, { models: items.map(({ id }) => id) });
  const plansOf = new Map(margins.map(({ modelId, plans }) => [modelId, plans]));
  const create = (
    <LinkButton variant="primary" href={`${PATH}/new`}>
      {t('create')}
    </LinkButton>
  );
  const statuses = (['active', 'disabled'] as const).map((value) => ({ value, label: s(value) }));
  const providerOptions = providers.items.map(({ slug, name }) => ({ value: slug, label: name }));
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <>
            <LinkButton href="/admin/catalogue">{c('choose')}</LinkButton>
            {create}
          </>
        }
      />
      <FilterForm
        path={PATH}
        label={f('label')}
        filters={[
          { name: 'q', label: f('search'), value: filters.q },
          { name: 'status', label: f('status'), value: filters.status, options: statuses },
          { name: 'provider', label: t('provider'), value: filters.provider, options: providerOptions },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={create}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <Card flush>
          <ModelsTable rows={items.map((model) => ({ model, plans: plansOf.get(model.id) ?? [] }))} />
        </Card>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
