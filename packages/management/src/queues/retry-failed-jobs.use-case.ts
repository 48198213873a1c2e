import type { RetriedView } from '@turnpike/contracts/management/queues';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { askQueues } from './ask-queues.js';

/**
 * Has every job that a queue gave up tried again. The jobs are Redis' and the audit entry PostgreSQL's: the entry is
 * written after them, so that none tells of what didn't happen.
 */
export async function retryFailedJobs(
  context: ManagementContext,
  actor: Actor,
  { name }: { name: string },
): Promise<RetriedView> {
  requirePermission(actor, 'queue:write');
  const retried = await askQueues(context, (port) => port.retryFailed(name));
  if (retried === null) throw new ApiError('not_found');
  const entry = { tenantId: null, action: 'queue.retry', resourceKind: 'queue', resourceId: null };
  await inTransaction(context, (tx) => writeAudit(tx, actor, { ...entry, detail: { queue: name, retried } }));
  return { retried };
}
