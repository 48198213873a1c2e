import type { Prisma, Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';

/** The issuer, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findTokenIssuer(
  tx: Pick<Transaction, 'tokenIssuer'>,
  actor: Actor,
  wanted: { issuerId: string; permission: Extract<Permission, `access:${string}`> },
): Promise<Prisma.TokenIssuerModel> {
  const id = requireId('tokenIssuer', wanted.issuerId);
  const row = await tx.tokenIssuer.findUnique({ where: { id } });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId });
  return row;
}
