import type { Prisma, Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';

/** A tenant's own role, if the actor holds the permission there; else `not_found` or `forbidden`. */
export async function findRole(
  tx: Pick<Transaction, 'tenantRole'>,
  actor: Actor,
  wanted: { roleId: string; permission: Permission },
): Promise<Prisma.TenantRoleModel> {
  const row = await tx.tenantRole.findUnique({ where: { id: requireId('role', wanted.roleId) } });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['role', row.id] });
  return row;
}
