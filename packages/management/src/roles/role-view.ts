import type { RoleView } from '@turnpike/contracts/management/roles';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { type MemberRole, permissionsOf, TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import { storedPermissions } from './stored-role.js';

/** Who has a role, and who is invited to. */
export interface RoleUse {
  memberCount: number;
  invitationCount: number;
}

/** A role of the tenant's own as the API shows it. */
export function customRoleOf(row: Prisma.TenantRoleModel, use: RoleUse): RoleView {
  return {
    id: publicId('role', row.id),
    isBuiltIn: false,
    name: row.name,
    description: row.description,
    permissions: storedPermissions(row.permissions),
    ...use,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A role that every tenant has. Its name and description are whoever shows it's to say. */
export function builtInRoleOf(role: MemberRole, use: RoleUse): RoleView {
  const held = permissionsOf(role);
  return {
    id: role,
    isBuiltIn: true,
    name: role,
    description: '',
    permissions: TENANT_PERMISSIONS.filter((permission) => held.has(permission)),
    ...use,
    createdAt: null,
  };
}
