import { ListShadowComparisonsSchema } from '@turnpike/contracts/management/shadows';
import { listShadowComparisons } from '@turnpike/management/shadows/list-shadow-comparisons.use-case';
import { summariseShadows } from '@turnpike/management/shadows/summarise-shadows.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { FilterForm } from '../../../../../admin/filter-form';
import { pagerOf, readFilters, type SearchParams } from '../../../../../admin/read-filters';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { ShadowComparisonTable } from '../../../../../shadows/shadow-comparison-table';
import { ShadowSummaryTable } from '../../../../../shadows/shadow-summary-table';
import { LinkButton } from '../../../../../ui/button';
import { Card } from '../../../../../ui/card';
import { EmptyState } from '../../../../../ui/empty-state';
import { PageHeader } from '../../../../../ui/page-header';
import { Pager } from '../../../../../ui/pager';

const PATH = '/admin/routing/shadows';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('shadows'))('title') };
}

export default async function ShadowsPage({ searchParams }: { searchParams: SearchParams }) {
  const { actor } = await requirePlatformAdmin();
  const context = managementContext();
  const filters = await readFilters(ListShadowComparisonsSchema, searchParams);
  const [t, r, f, summaries, { items, nextCursor }] = await Promise.all([
    getTranslations('shadows'),
    getTranslations('routing'),
    getTranslations('admin.filters'),
    summariseShadows(context, actor, {}),
    listShadowComparisons(context, actor, filters),
  ]);
  const models = [...new Set(summaries.map(({ model }) => model))];
  const shown = summaries.filter(({ model }) => filters.model === undefined || model === filters.model);
  const modelFilter = { name: 'model', label: t('model'), value: filters.model, suggestions: models };
  return (
    <>
      <PageHeader above={<Above href="/admin/routing">{r('title')}</Above>} title={t('title')} lead={t('lead')} />
      {(items.length > 0 || filters.model !== undefined) && (
        <FilterForm path={PATH} label={f('label')} filters={[modelFilter]} />
      )}
      {items.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={<LinkButton href="/admin/models">{t('emptyAction')}</LinkButton>}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <div className="grid grid-cols-1 gap-6">
          {shown.length > 0 && (
            <Card flush title={t('summary')} lead={t('summaryLead')}>
              <ShadowSummaryTable summaries={shown} />
            </Card>
          )}
          <Card flush title={t('comparisons')} lead={t('comparisonsLead')}>
            <ShadowComparisonTable comparisons={items} />
          </Card>
        </div>
      )}
      <Pager {...pagerOf(PATH, filters, nextCursor)} />
    </>
  );
}
