import type { Environment, JobView } from '@turnpike/contracts/management/jobs';
import type { Transaction } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
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
  /** SHA-256 of the caller's idempotency key, and of what is asked under it; null without one. */
  idempotency?: { readonly hash: Buffer; readonly digest: Buffer } | null;
}

/** A job that is there now. */
export interface CreatedJob {
  readonly job: JobView;
  /** Whether an earlier call under the same idempotency key made it. */
  readonly isRepeated: boolean;
}

/** When a tenant whose queue is full may look again. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Keeps a call of the actor's application to be run in the background; a worker hears of it through the outbox. Whether
 * the caller may make that call is decided by the request path, with the same means as for a call made at once: this
 * asks for no permission. Under an idempotency key that made a job already it gives that one, as it stands now. Throws
 * `idempotency_key_reused` when that was another call, and `job_queue_full` when the tenant has as many jobs waiting as
 * it may.
 */
export async function createJob(
  context: ManagementContext,
  actor: ApplicationActor,
  input: NewJobInput,
): Promise<CreatedJob> {
  const { tenantId, applicationId, apiKeyId } = actor;
  const { queueLimit, metadata, body, idempotency = null, ...facts } = input;
  const names = await applicationNames(context.db.prisma, [applicationId]);
  return inTransaction(context, async (tx) => {
    await takeTurn(tx, tenantId);
    const earlier = idempotency === null ? null : await findEarlier(tx, actor, { ...facts, ...idempotency });
    if (earlier !== null) return { job: jobView(earlier, names(applicationId)), isRepeated: true };
    await refuseFullQueue(tx, tenantId, queueLimit);
    const row = await tx.job.create({
      data: {
        id: newId(),
        ...{ tenantId, applicationId, apiKeyId },
        ...facts,
        body: Uint8Array.from(body),
        ...(metadata === null ? {} : { metadata }),
        ...(idempotency === null ? {} : keyFields(idempotency)),
      },
      select: JOB_FACTS,
    });
    await enqueue(tx, 'job.queued', { jobId: row.id });
    return { job: jobView(row, names(applicationId)), isRepeated: false };
  });
}

/** Creations of one tenant take turns from here on: no number of them at once gets past a limit or under one key. */
async function takeTurn(tx: Transaction, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`jobs/${tenantId}`}, 0))`;
}

/** The job that was made under the same key, if any. */
async function findEarlier(
  tx: Transaction,
  { applicationId }: ApplicationActor,
  { environment, hash, digest }: { environment: Environment; hash: Buffer; digest: Buffer },
) {
  const earlier = await tx.job.findUnique({
    where: {
      applicationId_environment_idempotencyHash: {
        ...{ applicationId, environment },
        idempotencyHash: Uint8Array.from(hash),
      },
    },
    select: { ...JOB_FACTS, requestDigest: true },
  });
  if (earlier === null) return null;
  if (digest.equals(earlier.requestDigest ?? NO_BYTES)) return earlier;
  const details = { jobId: publicId('job', earlier.id) };
  throw new ApiError('idempotency_key_reused', { param: 'Idempotency-Key', details });
}

const NO_BYTES = new Uint8Array();

function keyFields({ hash, digest }: NonNullable<NewJobInput['idempotency']>) {
  return { idempotencyHash: Uint8Array.from(hash), requestDigest: Uint8Array.from(digest) };
}

async function refuseFullQueue(tx: Transaction, tenantId: string, limit: number): Promise<void> {
  const waiting = await tx.job.count({ where: { tenantId, state: 'queued' } });
  if (waiting < limit) return;
  throw new ApiError('job_queue_full', {
    message: `${limit} jobs of your organisation are waiting, which is the most it may have.`,
    details: { scope: 'tenant', limit: 'queued_jobs', allowed: limit },
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
