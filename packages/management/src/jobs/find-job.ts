import type { Transaction } from '@turnpike/db/client';
import type { Environment } from '@turnpike/contracts/management/jobs';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { JOB_FACTS, type JobFacts } from './job-view.js';

export interface WantedJob {
  jobId: string;
  /** A key knows the jobs of its own mode alone; people see both. */
  environment?: Environment | undefined;
}

/**
 * The job, if the actor holds the permission in its tenant and, being an application, made it; else `not_found` or
 * `forbidden`.
 */
export async function findJob(
  tx: Pick<Transaction, 'job'>,
  actor: Actor,
  wanted: WantedJob & { permission: Extract<Permission, 'job:read' | 'job:cancel'> },
): Promise<JobFacts> {
  const row = await tx.job.findUnique({ where: { id: requireId('job', wanted.jobId) }, select: JOB_FACTS });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['job', row.id] });
  if (actor.kind === 'application' && actor.applicationId !== row.applicationId) throw new ApiError('not_found');
  if (wanted.environment !== undefined && wanted.environment !== row.environment) throw new ApiError('not_found');
  return row;
}

/** What people know applications by, by bare id; one that is gone has no name. */
export async function applicationNames(
  tx: Pick<Transaction, 'application'>,
  ids: readonly string[],
): Promise<(id: string) => string> {
  const rows = await tx.application.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? '';
}
