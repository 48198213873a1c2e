import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CallFilters } from '../../../../calls/call-filters';
import { CallList } from '../../../../calls/call-list';
import { callsHref, readCallsQuery, type SearchParams } from '../../../../calls/calls-query';
import { loadAllCalls } from '../../../../calls/load-calls';
import { orRefusal } from '../../../../calls/or-refusal';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/admin/calls';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('calls');
  return { title: t('adminTitle') };
}

export default async function AdminCallsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [session, params, t] = await Promise.all([requirePlatformAdmin(), searchParams, getTranslations('calls')]);
  const query = readCallsQuery(params);
  const page =
    query.invalid === null
      ? await orRefusal(loadAllCalls(session, query))
      : { refused: `${query.invalid.name}: ${query.invalid.message}` };
  return (
    <>
      <PageHeader
        title={t('adminTitle')}
        lead={t('adminLead')}
        actions={
          <LinkButton href={callsHref(`${PATH}/export`, query)} plain aria-label={`${t('export')}: ${t('exportNote')}`}>
            {t('export')}
          </LinkButton>
        }
      />
      <CallFilters path={PATH} query={query} applications={null} />
      {'refused' in page ? (
        <EmptyState title={t('filterInvalid')}>{page.refused}</EmptyState>
      ) : page.items.length === 0 ? (
        <EmptyState title={t('noneTitle')}>{t('noneFound')}</EmptyState>
      ) : (
        <Card flush>
          <CallList calls={page.items} path={PATH} />
        </Card>
      )}
      {'items' in page && (
        <Pager
          firstHref={query.cursor === null ? null : callsHref(PATH, query)}
          nextHref={page.nextCursor === null ? null : callsHref(PATH, query, { cursor: page.nextCursor })}
        />
      )}
    </>
  );
}
