import type { Page } from '@turnpike/contracts/management/fields';
import type { RoleView } from '@turnpike/contracts/management/roles';
import { MEMBER_ROLES } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { countRoleUse } from './count-role-use.js';
import { builtInRoleOf, customRoleOf } from './role-view.js';

/** The roles of a tenant, on one page: those that every tenant has, then its own by name. */
export async function listRoles(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<Page<RoleView>> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'role:read', { tenantId });
  const { prisma } = context.db;
  const [tenant, own, use] = await Promise.all([
    prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } }),
    prisma.tenantRole.findMany({ where: { tenantId }, orderBy: { name: 'asc' } }),
    countRoleUse(prisma, tenantId),
  ]);
  if (tenant === null) throw new ApiError('not_found');
  const builtIn = MEMBER_ROLES.map((role) => builtInRoleOf(role, use(role)));
  return { items: [...builtIn, ...own.map((row) => customRoleOf(row, use(row.id)))], nextCursor: null };
}
