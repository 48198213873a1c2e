/** Roles of a tenant's own making as rows keep them. */
import type { Prisma, Transaction } from '@turnpike/db/client';
import { parseId, publicId } from '@turnpike/domain/ids';
import { isTenantPermission, type MemberRole, type TenantPermission } from '@turnpike/domain/permissions';
import type { CustomRole } from '../actor.js';
import { unknownReference } from '../references/unknown-reference.js';

/** What of a role decides and names it. */
const COLUMNS = { id: true, name: true, permissions: true } as const satisfies Prisma.TenantRoleSelect;

/** The role of a membership or an invitation, beside its own row. */
export const WITH_ROLE = { ownRole: { select: COLUMNS } } as const satisfies Prisma.MembershipInclude;

type StoredRole = Prisma.TenantRoleGetPayload<{ select: typeof COLUMNS }>;

/** A role that somebody has or is to have. */
export interface GivenRole {
  role: MemberRole;
  customRole: (CustomRole & { name: string }) | null;
}

/** The permissions of a row, in the catalogue's order; those that no longer exist are nobody's. */
export function storedPermissions(stored: readonly string[]): TenantPermission[] {
  return stored.filter(isTenantPermission);
}

/** What a membership or an invitation gives. */
export function givenRole(row: { role: MemberRole; ownRole: StoredRole | null }): GivenRole {
  const { role, ownRole } = row;
  if (ownRole === null) return { role, customRole: null };
  const { id, name, permissions } = ownRole;
  return { role, customRole: { id, name, permissions: new Set(storedPermissions(permissions)) } };
}

/** A role as views name it beside `role`. */
export function customRoleView(ownRole: Pick<StoredRole, 'id' | 'name'> | null): { id: string; name: string } | null {
  return ownRole === null ? null : { id: publicId('role', ownRole.id), name: ownRole.name };
}

/**
 * The role that a reference of RoleReferenceSchema means in that tenant (bare id). `role` is `viewer` beside one of the
 * tenant's own: what is left should that ever be gone. `unknown_reference` for another tenant's as for none.
 */
export async function findGivenRole(tx: Transaction, tenantId: string, reference: string): Promise<GivenRole> {
  const id = parseId('role', reference);
  if (id === null) return { role: reference as MemberRole, customRole: null };
  const ownRole = await tx.tenantRole.findFirst({ where: { id, tenantId }, select: COLUMNS });
  if (ownRole === null) throw unknownReference('role', reference);
  return givenRole({ role: 'viewer', ownRole });
}

/** The columns of a membership or an invitation that gives it. */
export function roleColumns({ role, customRole }: GivenRole): { role: MemberRole; roleId: string | null } {
  return { role, roleId: customRole?.id ?? null };
}

/** How the audit log calls it: `developer`, or the name of a tenant's own. */
export function roleName({ role, customRole }: GivenRole): string {
  return customRole?.name ?? role;
}

export function isSameRole(one: GivenRole, other: GivenRole): boolean {
  return one.role === other.role && one.customRole?.id === other.customRole?.id;
}
