import { ApiError } from '@turnpike/errors/api-error';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireTenant } from '../../../../server/session';
import { PageHeader } from '../../../../ui/page-header';
import { EmptyState } from '../../../../ui/empty-state';
import { QueryProvider } from '../../../../ui/query-provider';
import { loadUsage } from '../../../../usage/load-usage';
import { UsageControls } from '../../../../usage/usage-controls';
import { UsageFigures } from '../../../../usage/usage-figures';
import { rangeOf, readUsageQuery, type SearchParams } from '../../../../usage/usage-query';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('usage');
  return { title: t('title') };
}

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('usage')]);
  const query = readUsageQuery(params);
  const { isCurrent } = rangeOf(query, Date.now());
  const usage = await loadUsage(session, query).catch((error: unknown) => {
    if (error instanceof ApiError && error.entry.blame === 'caller') return error;
    throw error;
  });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <UsageControls query={query} />
      {usage instanceof ApiError ? (
        <EmptyState title={t('unanswerable')}>{usage.message}</EmptyState>
      ) : (
        <QueryProvider>
          <UsageFigures query={query} initial={usage} isCurrent={isCurrent} mode={session.mode} />
        </QueryProvider>
      )}
    </>
  );
}
