import { jobsFingerprint } from '../../../../../../jobs/jobs-fingerprint';
import { loadTenantJob } from '../../../../../../jobs/load-jobs';
import { answerTenant, freshJson } from '../../../../../../server/answer';

/** How a job stands, for its page while it waits or runs. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answerTenant(async (session) => {
    const { id } = await params;
    return freshJson({ fingerprint: jobsFingerprint([await loadTenantJob(session, id)]) });
  });
}
