import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstJob } from '../../../../jobs/first-job';
import { JobFilters } from '../../../../jobs/job-filters';
import { JobList } from '../../../../jobs/job-list';
import { jobsHref, readJobsQuery, type SearchParams } from '../../../../jobs/jobs-query';
import { loadTenantJobs } from '../../../../jobs/load-jobs';
import { found } from '../../../../server/found';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PATH = '/app/jobs';
/** More than anyone chooses from a select; the newest are in it. */
const APPLICATIONS_OFFERED = 200;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('jobs'))('title') };
}

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('jobs')]);
  const query = readJobsQuery(params);
  const [{ items, nextCursor }, applications] = await Promise.all([
    found(loadTenantJobs(session, query)),
    listApplications(managementContext(), session.actor, { tenantId: session.tenant.id, limit: APPLICATIONS_OFFERED }),
  ]);
  const isFiltered = query.state !== undefined || query.applicationId !== undefined;
  const header = <PageHeader title={t('title')} lead={t('lead')} />;
  if (items.length === 0 && !isFiltered && query.cursor === undefined) {
    return (
      <>
        {header}
        <FirstJob session={session} />
      </>
    );
  }
  return (
    <>
      {header}
      <JobFilters query={query} applications={applications.items} isFiltered={isFiltered} />
      {items.length === 0 ? (
        <EmptyState title={t('noneTitle')} action={<LinkButton href={PATH}>{t('clear')}</LinkButton>}>
          {t('noneFound')}
        </EmptyState>
      ) : (
        <Card flush>
          <JobList jobs={items} address={jobsHref(`${PATH}/state`, query)} />
        </Card>
      )}
      <Pager
        firstHref={query.cursor === undefined ? null : jobsHref(PATH, { ...query, cursor: undefined })}
        nextHref={nextCursor === null ? null : jobsHref(PATH, { ...query, cursor: nextCursor })}
      />
    </>
  );
}
