import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { WITH_TRIES } from './delivery-view.js';

/** The delivery with its tries, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findDelivery(
  tx: Pick<Transaction, 'webhookDelivery'>,
  actor: Actor,
  wanted: { deliveryId: string; permission: 'webhook:read' | 'webhook:write' },
) {
  const id = requireId('delivery', wanted.deliveryId);
  const row = await tx.webhookDelivery.findUnique({ where: { id }, include: WITH_TRIES });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId });
  return row;
}
