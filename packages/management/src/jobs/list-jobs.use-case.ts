import type { Page } from '@turnpike/contracts/management/fields';
import type { JobView, ListJobsInput } from '@turnpike/contracts/management/jobs';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { applicationNames } from './find-job.js';
import { JOB_FACTS, jobView } from './job-view.js';

/** Jobs of the tenants the actor may look into, of one of them, or of one application, newest first; an application's are its own. */
export async function listJobs(context: ManagementContext, actor: Actor, input: ListJobsInput): Promise<Page<JobView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'job:read', tenantId);
  const applicationIds = await readApplications(context, actor, input.applicationId);
  const keyset = readKeyset(input);
  const { environment, state } = input;
  const rows = await context.db.prisma.job.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        applicationIds === null ? {} : { applicationId: { in: applicationIds } },
        environment === undefined ? {} : { environment },
        state === undefined ? {} : { state },
      ],
    },
    select: JOB_FACTS,
    ...newestFirst(keyset),
  });
  const names = await applicationNames(
    context.db.prisma,
    rows.map((row) => row.applicationId),
  );
  return toPage(rows, keyset, (row) => jobView(row, names(row.applicationId)));
}

/** Null for all. An application that asks for another one's jobs is shown none, rather than its own under a wrong name. */
async function readApplications(
  context: ManagementContext,
  actor: Actor,
  asked: string | undefined,
): Promise<string[] | null> {
  const own = actor.kind === 'application' ? actor.applicationId : null;
  if (asked === undefined) return own === null ? null : [own];
  const { id } = await findApplication(context, actor, { applicationId: asked, permission: 'job:read' });
  return own === null || own === id ? [id] : [];
}
