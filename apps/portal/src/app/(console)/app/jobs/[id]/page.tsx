import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { JobDetail } from '../../../../../jobs/job-detail';
import { loadTenantJob } from '../../../../../jobs/load-jobs';
import { requireTenant } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('jobs'))('job') };
}

export default async function JobPage({ params }: { params: Promise<{ id: string }> }) {
  const [session, { id }, t] = await Promise.all([requireTenant(), params, getTranslations('jobs')]);
  const job = await loadTenantJob(session, id);
  return (
    <>
      <PageHeader title={t('job')} above={<Link href="/app/jobs">{t('back')}</Link>} />
      <JobDetail job={job} may={session.tenant.permissions} />
    </>
  );
}
