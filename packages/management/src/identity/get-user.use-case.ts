import type { PlatformUserView } from '@turnpike/contracts/management/users';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { platformUserView, WITH_ACTIVITY } from './platform-user-view.js';

/** One person. Platform admins only. */
export async function getUser(
  context: ManagementContext,
  actor: Actor,
  input: { userId: string },
): Promise<PlatformUserView> {
  requirePermission(actor, 'user:write');
  const id = requireId('user', input.userId);
  const row = await context.db.prisma.user.findUnique({ where: { id }, include: WITH_ACTIVITY });
  if (row === null) throw new ApiError('not_found');
  return platformUserView(row);
}
