'use client';

import type { JobView } from '@turnpike/contracts/management/jobs';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '../ui/data-table';
import { Duration, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { JobStateBadge } from './job-state';
import { isUnderWay, jobsFingerprint } from './jobs-fingerprint';
import { LiveJobs } from './live-jobs';

interface JobListProps {
  jobs: readonly JobView[];
  /** Says how these jobs stand now. */
  address: `/${string}`;
}

/** Jobs, newest first; the whole row leads to the job. */
export function JobList({ jobs, address }: JobListProps) {
  const t = useTranslations('jobs');
  const columns = useColumns();
  return (
    <DataTable
      label={t('table')}
      name="jobs"
      columns={columns}
      rows={jobs}
      rowId={({ id }) => id}
      rowHref={({ id }) => `/app/jobs/${id}`}
      dense
      toolbar={jobs.some(isUnderWay) && <LiveJobs address={address} fingerprint={jobsFingerprint(jobs)} />}
    />
  );
}

function useColumns(): Column<JobView>[] {
  const t = useTranslations('jobs');
  const none = <span className="text-quiet">{t('none')}</span>;
  return [
    { id: 'created', header: t('created'), fixed: true, className: 'whitespace-nowrap', cell: ({ createdAt }) => <Instant iso={createdAt} /> },
    { id: 'state', header: t('state'), cell: (job) => <JobStateBadge job={job} /> },
    { id: 'model', header: t('model'), cell: ({ model }) => <code className="text-xs whitespace-nowrap">{model}</code> },
    { id: 'operation', header: t('operation'), cell: ({ operation }) => <code className="text-xs">{operation}</code> },
    { id: 'application', header: t('application'), cell: ({ application }) => application },
    { id: 'id', header: t('id'), hidden: true, cell: ({ id }) => <code className="text-xs">{`${id.slice(0, 4)}…${id.slice(-6)}`}</code> },
    { id: 'attempt', header: t('attempt'), numeric: true, hidden: true, cell: ({ attempt }) => attempt },
    { id: 'duration', header: t('duration'), numeric: true, cell: ({ startedAt, finishedAt }) => (startedAt === null || finishedAt === null ? none : <Duration ms={Date.parse(finishedAt) - Date.parse(startedAt)} />) },
    { id: 'charge', header: t('charge'), numeric: true, cell: ({ charge, currency }) => (charge === null ? none : <Money amount={charge} currency={currency} />) },
  ]; // prettier-ignore
}
