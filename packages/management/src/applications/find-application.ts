import type { Prisma } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

/** The application, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findApplication(
  context: ManagementContext,
  actor: Actor,
  wanted: { applicationId: string; permission: Permission },
): Promise<Prisma.ApplicationModel> {
  const id = requireId('application', wanted.applicationId);
  const row = await context.db.prisma.application.findUnique({ where: { id } });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['application', row.id] });
  return row;
}

/** The same for what is to be given something new: `invalid_state` when it is archived. */
export async function findLiveApplication(
  context: ManagementContext,
  actor: Actor,
  wanted: { applicationId: string; permission: Permission },
): Promise<Prisma.ApplicationModel> {
  const row = await findApplication(context, actor, wanted);
  if (row.archivedAt !== null) throw new ApiError('invalid_state', { message: 'The application is archived.' });
  return row;
}
