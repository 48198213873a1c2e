import type { Prisma, Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';

type EndpointPermission = Extract<Permission, `webhook:${string}`>;

/** The endpoint, if it is there still and the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findEndpoint(
  tx: Pick<Transaction, 'webhookEndpoint'>,
  actor: Actor,
  wanted: { endpointId: string; permission: EndpointPermission },
): Promise<Prisma.WebhookEndpointModel> {
  const id = requireId('webhook', wanted.endpointId);
  const row = await tx.webhookEndpoint.findFirst({ where: { id, deletedAt: null } });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['webhook', row.id] });
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockEndpoint(
  tx: Transaction,
  actor: Actor,
  wanted: { endpointId: string; permission: EndpointPermission },
): Promise<Prisma.WebhookEndpointModel> {
  const id = requireId('webhook', wanted.endpointId);
  await tx.$queryRaw`SELECT FROM webhook_endpoints WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return findEndpoint(tx, actor, wanted);
}
