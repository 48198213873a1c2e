import type { NextRequest } from 'next/server';
import { jobsFingerprint } from '../../../../../jobs/jobs-fingerprint';
import { readJobsQuery } from '../../../../../jobs/jobs-query';
import { loadTenantJobs } from '../../../../../jobs/load-jobs';
import { answerTenant, freshJson } from '../../../../../server/answer';

/** How the jobs of a list stand, for its page while some of them wait or run. */
export function GET(request: NextRequest): Promise<Response> {
  const query = readJobsQuery(Object.fromEntries(request.nextUrl.searchParams));
  return answerTenant(async (session) => {
    const { items } = await loadTenantJobs(session, query);
    return freshJson({ fingerprint: jobsFingerprint(items) });
  });
}
