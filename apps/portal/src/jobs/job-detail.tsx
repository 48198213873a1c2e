/** One job, in a drawer or on a page of its own: how it went, what it cost, what was asked and what came back. */
import type { JobDetailView } from '@turnpike/contracts/management/jobs';
import type { Permission } from '@turnpike/domain/permissions';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { Facts } from '../ui/facts';
import { PublicId } from '../ui/public-id';
import { CancelJobButton } from './cancel-job-button';
import { JobContent } from './job-content';
import { JobDeliveries } from './job-deliveries';
import { JobFacts } from './job-facts';
import { JobStateBadge } from './job-state';
import { JobTimeline } from './job-timeline';
import { isUnderWay, jobsFingerprint } from './jobs-fingerprint';
import { LiveJobs } from './live-jobs';

interface JobDetailProps {
  job: JobDetailView;
  /** What the reader may do in the organisation. */
  may: readonly Permission[];
  /** In a drawer. */
  narrow?: boolean;
}

export async function JobDetail({ job, may, narrow = false }: JobDetailProps) {
  const t = await getTranslations('jobs');
  const { id, error, request, result } = job;
  const underWay = isUnderWay(job);
  const canCancel = underWay && job.cancelRequestedAt === null && may.includes('job:cancel');
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <JobStateBadge job={job} />
        <code className="text-md font-[600]">{job.model}</code>
        <PublicId id={id} short={narrow} />
        {canCancel && <CancelJobButton job={{ id, state: job.state }} />}
      </div>
      {underWay && <LiveJobs address={`/app/jobs/${id}/state`} fingerprint={jobsFingerprint([job])} />}
      <Card title={t('timeline.title')}>
        <JobTimeline job={job} />
      </Card>
      {error !== null && <JobError error={error} status={job.resultStatus} />}
      <Card title={t('facts')}>
        <JobFacts job={job} columns={narrow ? 1 : 2} />
      </Card>
      {request !== null && <JobContent jobId={id} label={t('body')} content={request} />}
      {result !== null && <JobContent jobId={id} label={t('result')} content={result} />}
      {job.state === 'completed' && result === null && (
        <Card title={t('result')}>
          <p className="text-quiet">{t('gone')}</p>
        </Card>
      )}
      <JobDeliveries job={job} mayOpen={may.includes('webhook:read')} />
    </div>
  );
}

/** Nobody should have to look a code up: what happened, and what to do. */
async function JobError({ error, status }: { error: NonNullable<JobDetailView['error']>; status: number | null }) {
  const t = await getTranslations('jobs');
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const code = (value: unknown) => <code className="text-xs">{String(value)}</code>;
  const facts = [
    [t('error.todo'), text(error.fix)],
    [t('error.code'), code(error.code)],
    [t('error.param'), text(error.param) === null ? null : code(error.param)],
  ] as const;
  return (
    <Card title={t('error.title')} {...(status === null ? {} : { lead: t('error.lead', { status }) })}>
      <p className="mb-3 max-w-prose break-words">{error.message}</p>
      <Facts facts={facts.filter(([, value]) => value !== null)} />
    </Card>
  );
}
