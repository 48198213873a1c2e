import type { UserView } from '@turnpike/contracts/management/identity';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { customRoleView, WITH_ROLE } from '../roles/stored-role.js';

/** What {@link userView} needs beside the user's own row. */
export const WITH_MEMBERSHIPS = {
  memberships: { orderBy: { createdAt: 'asc' }, include: { tenant: { select: { name: true } }, ...WITH_ROLE } },
} as const satisfies Prisma.UserInclude;

export type UserRow = Prisma.UserGetPayload<{ include: typeof WITH_MEMBERSHIPS }>;

/** A person as the API shows them. */
export function userView(row: UserRow): UserView {
  return {
    id: publicId('user', row.id),
    email: row.email,
    name: row.name,
    platformAdmin: row.platformAdmin,
    hasPassword: row.passwordHash !== null,
    memberships: row.memberships.map(({ tenantId, tenant, role, ownRole }) => ({
      tenantId: publicId('tenant', tenantId),
      tenant: tenant.name,
      role,
      customRole: customRoleView(ownRole),
    })),
    createdAt: row.createdAt.toISOString(),
  };
}
