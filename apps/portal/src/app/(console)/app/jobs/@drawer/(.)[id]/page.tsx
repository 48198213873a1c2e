import { getTranslations } from 'next-intl/server';
import { JobDetail } from '../../../../../../jobs/job-detail';
import { loadTenantJob } from '../../../../../../jobs/load-jobs';
import { interceptedParam } from '../../../../../../server/intercepted-param';
import { requireTenant } from '../../../../../../server/session';
import { RouteDrawer } from '../../../../../../ui/drawer';

export default async function JobDrawer({ params }: { params: Promise<{ id: string }> }) {
  const [session, { id }, t] = await Promise.all([requireTenant(), params, getTranslations('jobs')]);
  const job = await loadTenantJob(session, interceptedParam(id));
  return (
    <RouteDrawer title={t('job')} href={`/app/jobs/${job.id}`}>
      <JobDetail job={job} may={session.tenant.permissions} narrow />
    </RouteDrawer>
  );
}
