import type { DeliveryDetailView } from '@turnpike/contracts/management/webhooks';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { deliveryDetailView } from './delivery-view.js';
import { findDelivery } from './find-delivery.js';

/**
 * Sends a delivery again, whatever became of it, under the same webhook-id: due now, with a whole schedule before it;
 * attempts go on counting. Refuses with `invalid_state` where its endpoint takes none, and while an attempt runs.
 */
export async function replayDelivery(
  context: ManagementContext,
  actor: Actor,
  input: { deliveryId: string },
): Promise<DeliveryDetailView> {
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const wanted = { ...input, permission: 'webhook:write' } as const;
    const { id, tenantId, attempts, endpoint } = await findDelivery(tx, actor, wanted);
    if (endpoint !== null && endpoint.state !== 'enabled') {
      throw new ApiError('invalid_state', { message: 'The endpoint is disabled: enable it first.' });
    }
    // The attempt's number is the fence: an attempt that began meanwhile decides about the delivery itself.
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id, attempts, OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] },
      data: { state: 'pending', dueAt: now, scheduleFrom: attempts, leaseUntil: null, deliveredAt: null },
    });
    if (count === 0) throw new ApiError('invalid_state', { message: 'An attempt is under way: wait for its end.' });
    await writeAudit(tx, actor, { tenantId, action: 'delivery.replay', resourceKind: 'delivery', resourceId: id });
    return deliveryDetailView(await findDelivery(tx, actor, wanted));
  });
}
