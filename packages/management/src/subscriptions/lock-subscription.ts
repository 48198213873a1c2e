import type { Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { WITH_NAMES, type SubscriptionRow } from './subscription-view.js';

/** The subscription, locked until the transaction ends, if the actor holds the permission in its tenant. */
export async function lockSubscription(
  tx: Transaction,
  actor: Actor,
  wanted: { subscriptionId: string; permission: Permission },
): Promise<SubscriptionRow> {
  const id = requireId('subscription', wanted.subscriptionId);
  await tx.$queryRaw`SELECT FROM subscriptions WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await tx.subscription.findUnique({ where: { id }, include: WITH_NAMES });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['subscription', row.id] });
  return row;
}
