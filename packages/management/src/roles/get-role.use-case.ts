import type { RoleDetailView } from '@turnpike/contracts/management/roles';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { countRoleUse } from './count-role-use.js';
import { findRole } from './find-role.js';
import { customRoleOf } from './role-view.js';

/** As many of those who have it as are shown. */
const SHOWN = 100;

/** A role of a tenant's own, with who has it. */
export async function getRole(
  context: ManagementContext,
  actor: Actor,
  input: { roleId: string },
): Promise<RoleDetailView> {
  const { prisma } = context.db;
  const row = await findRole(prisma, actor, { ...input, permission: 'role:read' });
  const [use, members] = await Promise.all([
    countRoleUse(prisma, row.tenantId),
    prisma.membership.findMany({
      where: { tenantId: row.tenantId, roleId: row.id },
      select: { userId: true, user: { select: { email: true, name: true } } },
      orderBy: { userId: 'desc' },
      take: SHOWN,
    }),
  ]);
  return {
    ...customRoleOf(row, use(row.id)),
    members: members.map(({ userId, user }) => ({ userId: publicId('user', userId), ...user })),
  };
}
