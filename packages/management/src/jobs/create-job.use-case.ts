import type { Environment, JobView } from '@turnpike/contracts/management/jobs';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { ApplicationActor } from '../actor.js';
import { enqueue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { applicationNames } from './find-job.js';
import { JOB_FACTS, jobView } from './job-view.js';

/** A call that the request path has judged and let in. */
export interface NewJobInput {
  environment: Environment;
  /** Key of the operation. */
  operation: string;
  model: string;
  /** What would have been posted. */
  body: Buffer;
  metadata: Readonly<Record<string, string>> | null;
  callbackUrl: string | null;
  /** Bare id of the request that makes it. */
  requestId: string;
  /** Most jobs of the tenant that may wait. */
  queueLimit: number;
}

/** When a tenant whose queue is full may look again. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Keeps a call of the actor's application to be run in the background; a worker hears of it through the outbox. Whether
 * the caller may make that call is decided by the request path, with the same means as for a call made at once: this
 * asks for no permission. Throws `job_queue_full` when the tenant has as many jobs waiting as it may.
 */
export async function createJob(
  context: ManagementContext,
  actor: ApplicationActor,
  input: NewJobInput,
): Promise<JobView> {
  const { tenantId, applicationId, apiKeyId } = actor;
  const { queueLimit, metadata, body, ...facts } = input;
  const names = await applicationNames(context.db.prisma, [applicationId]);
  return inTransaction(context, async (tx) => {
    await refuseFullQueue(tx, tenantId, queueLimit);
    const row = await tx.job.create({
      data: {
        id: newId(),
        ...{ tenantId, applicationId, apiKeyId },
        ...facts,
        body: Uint8Array.from(body),
        ...(metadata === null ? {} : { metadata }),
      },
      select: JOB_FACTS,
    });
    await enqueue(tx, 'job.queued', { jobId: row.id });
    return jobView(row, names(applicationId));
  });
}

/** Creations of one tenant take turns from here on, so that no number of them at once gets past the limit. */
async function refuseFullQueue(tx: Transaction, tenantId: string, limit: number): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`jobs/${tenantId}`}, 0))`;
  const waiting = await tx.job.count({ where: { tenantId, state: 'queued' } });
  if (waiting < limit) return;
  throw new ApiError('job_queue_full', {
    message: `${limit} jobs of your organisation are waiting, which is the most it may have.`,
    details: { scope: 'tenant', limit: 'queued_jobs', allowed: limit },
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
