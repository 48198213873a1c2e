import type { DeliveryDetailView } from '@turnpike/contracts/management/webhooks';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { deliveryDetailView } from './delivery-view.js';
import { findDelivery } from './find-delivery.js';

/** One delivery: what was sent, and what came back each time. */
export async function getDelivery(
  context: ManagementContext,
  actor: Actor,
  input: { deliveryId: string },
): Promise<DeliveryDetailView> {
  return deliveryDetailView(await findDelivery(context.db.prisma, actor, { ...input, permission: 'webhook:read' }));
}
