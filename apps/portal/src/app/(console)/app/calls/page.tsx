import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CallFilters } from '../../../../calls/call-filters';
import { CallList } from '../../../../calls/call-list';
import { callsHref, readCallsQuery, type SearchParams } from '../../../../calls/calls-query';
import { FirstCall } from '../../../../calls/first-call';
import { loadTenantCalls } from '../../../../calls/load-calls';
import { NewCalls } from '../../../../calls/new-calls';
import { orRefusal } from '../../../../calls/or-refusal';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';
import { QueryProvider } from '../../../../ui/query-provider';

const PATH = '/app/calls';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('calls');
  return { title: t('title') };
}

export default async function CallsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('calls')]);
  const query = readCallsQuery(params);
  const [page, applications] = await Promise.all([
    query.invalid === null ? orRefusal(loadTenantCalls(session, query)) : null,
    listApplications(managementContext(), session.actor, { tenantId: session.tenant.id, limit: 200 }),
  ]);
  const header = <CallsHeader exportHref={callsHref(`${PATH}/export`, query)} />;
  const filters = <CallFilters path={PATH} query={query} applications={applications.items} />;
  if (page === null || 'refused' in page) {
    const reason = page === null ? `${query.invalid?.name}: ${query.invalid?.message}` : page.refused;
    return (
      <>
        {header}
        {filters}
        <EmptyState title={t('filterInvalid')}>{reason}</EmptyState>
      </>
    );
  }
  const { items, nextCursor } = page;
  const isFiltered = Object.keys(query.text).length > 0;
  const live = query.cursor === null && (
    <QueryProvider key={items[0]?.id ?? 'none'}>
      <NewCalls address={callsHref(`${PATH}/newer`, query)} newestId={items[0]?.id ?? null} />
    </QueryProvider>
  );
  if (items.length === 0) {
    return (
      <>
        {header}
        {(isFiltered || query.cursor !== null) && filters}
        {live}
        {isFiltered ? <NoneFound /> : <FirstCall session={session} />}
      </>
    );
  }
  return (
    <>
      {header}
      {filters}
      <Card flush>
        <CallList calls={items} path={PATH} toolbar={live} />
      </Card>
      <Pager
        firstHref={query.cursor === null ? null : callsHref(PATH, query)}
        nextHref={nextCursor === null ? null : callsHref(PATH, query, { cursor: nextCursor })}
      />
    </>
  );
}

async function CallsHeader({ exportHref }: { exportHref: string }) {
  const t = await getTranslations('calls');
  const actions = (
    <LinkButton href={exportHref} plain aria-label={`${t('export')}: ${t('exportNote')}`}>
      {t('export')}
    </LinkButton>
  );
  return <PageHeader title={t('title')} lead={t('lead')} actions={actions} />;
}

async function NoneFound() {
  const t = await getTranslations('calls');
  const action = (
    <LinkButton href={PATH} variant="secondary">
      {t('clear')}
    </LinkButton>
  );
  return (
    <EmptyState title={t('noneTitle')} action={action}>
      {t('noneFound')}
    </EmptyState>
  );
}
