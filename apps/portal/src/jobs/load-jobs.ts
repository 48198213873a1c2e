import type { Page } from '@turnpike/contracts/management/fields';
import type { JobDetailView, JobView } from '@turnpike/contracts/management/jobs';
import { getJob } from '@turnpike/management/jobs/get-job.use-case';
import { listJobs } from '@turnpike/management/jobs/list-jobs.use-case';
import { notFound } from 'next/navigation';
import { found } from '../server/found';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import type { JobsQuery } from './jobs-query';

const LIMIT = 50;

/** Jobs of the organisation whose pages are shown, in the frame's mode. */
export function loadTenantJobs({ actor, tenant, mode }: TenantSession, query: JobsQuery): Promise<Page<JobView>> {
  return listJobs(managementContext(), actor, { ...query, tenantId: tenant.id, environment: mode, limit: LIMIT });
}

/** A job of the organisation whose pages are shown; of another one of the same person, there is none here. */
export async function loadTenantJob({ actor, tenant }: TenantSession, jobId: string): Promise<JobDetailView> {
  const job = await found(getJob(managementContext(), actor, { jobId }));
  return job.tenantId === tenant.id ? job : notFound();
}
