import type { Transaction } from '@turnpike/db/client';
import { MEMBER_ROLES, TENANT_PERMISSIONS, type TenantPermission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';

/** The permissions in the catalogue's order, once each. Reading the organisation itself comes with every role. */
export function orderedPermissions(asked: readonly TenantPermission[]): TenantPermission[] {
  const wanted = new Set<TenantPermission>([...asked, 'tenant:read']);
  return TENANT_PERMISSIONS.filter((permission) => wanted.has(permission));
}

/** Refuses a name that another role of the tenant (bare id) has, in any case: `conflict`. */
export async function requireFreeName(
  tx: Transaction,
  { tenantId, name, except }: { tenantId: string; name: string; except?: string },
): Promise<void> {
  const taken =
    MEMBER_ROLES.some((role) => role === name.toLowerCase()) ||
    (await tx.tenantRole.count({
      where: {
        tenantId,
        name: { equals: name.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: 'insensitive' },
        ...(except && { id: { not: except } }),
      },
    })) > 0;
  if (taken) throw new ApiError('conflict', { message: `There is a role called "${name}" already.`, param: 'name' });
}
