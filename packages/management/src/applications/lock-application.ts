import type { Prisma, Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';

/** The application, locked until the transaction ends, if the actor holds the permission in its tenant. */
export async function lockApplication(
  tx: Transaction,
  actor: Actor,
  wanted: { applicationId: string; permission: Permission },
): Promise<Prisma.ApplicationModel> {
  const id = requireId('application', wanted.applicationId);
  await tx.$queryRaw`SELECT FROM applications WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await tx.application.findUnique({ where: { id } });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['application', row.id] });
  return row;
}
