import { JOB_CHANNEL } from '@turnpike/contracts/job-channel';
import type { JobState, JobView } from '@turnpike/contracts/management/jobs';
import type { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { applicationNames, findJob, type WantedJob } from './find-job.js';
import { JOB_FACTS, jobView } from './job-view.js';

/**
 * Stops a job. One that waits is cancelled at once; of one that runs it is asked, and its worker lets go of it within
 * about a second, unless it ends before. Neither is charged. Asking again changes nothing. Throws `invalid_state` for one
 * that has ended by itself.
 */
export async function cancelJob(context: ManagementContext, actor: Actor, input: WantedJob): Promise<JobView> {
  return inTransaction(context, async (tx) => {
    const { id, tenantId, applicationId } = await findJob(tx, actor, { ...input, permission: 'job:cancel' });
    const names = await applicationNames(tx, [applicationId]);
    // Held to the end: a worker that wants to claim it meanwhile waits, and then finds it cancelled.
    await tx.$queryRaw`SELECT id FROM jobs WHERE id = ${id}::uuid FOR UPDATE`;
    const current = await tx.job.findUniqueOrThrow({ where: { id }, select: JOB_FACTS });
    const data = CHANGES[current.state]?.(context.now());
    if (data === undefined) {
      throw new ApiError('invalid_state', { message: `The job is ${current.state}: there is nothing to cancel.` });
    }
    if (current.cancelRequestedAt !== null) return jobView(current, names(applicationId));
    const row = await tx.job.update({ where: { id }, data, select: JOB_FACTS });
    await tx.$executeRaw`SELECT pg_notify(${JOB_CHANNEL}, ${id})`;
    if (actor.kind !== 'application') {
      const { operation, model, state } = current;
      const change = { action: 'job.cancel', resourceKind: 'job', resourceId: id };
      await writeAudit(tx, actor, { tenantId, ...change, detail: { operation, model, state } });
    }
    return jobView(row, names(applicationId));
  });
}

/** What cancelling does to a job by its state. */
const CHANGES: Readonly<Partial<Record<JobState, (now: Date) => Prisma.JobUpdateInput>>> = {
  queued: (now) => ({ state: 'cancelled', cancelRequestedAt: now, finishedAt: now }),
  running: (now) => ({ cancelRequestedAt: now }),
  cancelled: () => ({}),
};
