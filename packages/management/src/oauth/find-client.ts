import type { Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { type ClientRow, WITH_APPLICATION } from './client-view.js';

interface Wanted {
  clientId: string;
  permission: Extract<Permission, `oauth-client:${string}`>;
}

/** The client, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findClient(
  tx: Pick<Transaction, 'oAuthClient'>,
  actor: Actor,
  wanted: Wanted,
): Promise<ClientRow> {
  const id = requireId('oauthClient', wanted.clientId);
  const row = await tx.oAuthClient.findUnique({ where: { id }, include: WITH_APPLICATION });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId });
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockClient(tx: Transaction, actor: Actor, wanted: Wanted): Promise<ClientRow> {
  const id = requireId('oauthClient', wanted.clientId);
  await tx.$queryRaw`SELECT FROM oauth_clients WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return findClient(tx, actor, wanted);
}
