import type { ReplayedView, ReplayUndeliveredInput } from '@turnpike/contracts/management/webhooks';
import { idFloor } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findEndpoint } from './find-endpoint.js';

/**
 * Sends all that an endpoint did not get again: what was given up, and what waits for its next attempt, made since then
 * or ever (as far as it is kept). Each starts its schedule anew. One that is disabled is `invalid_state`.
 */
export async function replayUndelivered(
  context: ManagementContext,
  actor: Actor,
  input: ReplayUndeliveredInput & { endpointId: string },
): Promise<ReplayedView> {
  const { endpointId, since } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const { id, tenantId, state } = await findEndpoint(tx, actor, { endpointId, permission: 'webhook:write' });
    if (state !== 'enabled') throw new ApiError('invalid_state', { message: 'Enable the endpoint first.' });
    const from = idFloor(since === undefined ? 0 : Date.parse(since));
    const replayed = await tx.$executeRaw`
      UPDATE webhook_deliveries SET state = 'pending', due_at = ${now}, schedule_from = attempts, lease_until = NULL
      WHERE endpoint_id = ${id}::uuid AND id >= ${from}::uuid AND state IN ('pending', 'failed')
        AND (lease_until IS NULL OR lease_until < ${now})`;
    await writeAudit(tx, actor, {
      tenantId,
      action: 'webhook.replay',
      resourceKind: 'webhook',
      resourceId: id,
      detail: { replayed, since: since ?? null },
    });
    return { replayed };
  });
}
