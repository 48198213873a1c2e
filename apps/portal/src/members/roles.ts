/** Which roles the reader may give and touch. The use cases decide; this is what pages offer. */
import type { OwnTenantView } from '@turnpike/contracts/management/identity';
import type { RoleView } from '@turnpike/contracts/management/roles';
import {
  MEMBER_ROLES,
  type MemberRole,
  permissionsOf,
  TENANT_PERMISSIONS,
  type TenantPermission,
} from '@turnpike/domain/permissions';
import { listRoles } from '@turnpike/management/roles/list-roles.use-case';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';

/** A role as a form offers it. */
export interface RoleChoice {
  /** `developer` and so on, or the id of one of the organisation's own. */
  id: string;
  label: string;
  hint: string;
}

export interface RoleBook {
  /** Those the reader may give, the mightiest first, then the organisation's own. */
  choices: RoleChoice[];
  /** Whether the reader may change or remove who has that role. */
  mayTouch: (holder: { role: MemberRole; customRole: { id: string } | null }) => boolean;
}

/** The roles of the organisation, for its reader; those that every organisation has where they may not see the others. */
export async function readRoles({ actor, tenant }: TenantSession): Promise<RoleBook> {
  const [t, own] = await Promise.all([
    getTranslations('organisation'),
    tenant.permissions.includes('role:read')
      ? listRoles(managementContext(), actor, { tenantId: tenant.id })
      : { items: [] as RoleView[] },
  ]);
  const custom = own.items.filter(({ isBuiltIn }) => !isBuiltIn);
  const isOwner = isOwnerOf(tenant);
  const mayGive = (permissions: Iterable<TenantPermission>) =>
    isOwner || [...permissions].every((permission) => tenant.permissions.includes(permission));
  const givable = MEMBER_ROLES.filter((role) => isOwner || (role !== 'owner' && mayGive(held(role))));
  return {
    choices: [
      ...givable.map((role) => ({ id: role, label: t(`role.${role}`), hint: t(`roleHint.${role}`) })),
      ...custom
        .filter(({ permissions }) => mayGive(permissions))
        .map(({ id, name, description }) => ({ id, label: name, hint: description || t('roleHint.custom') })),
    ],
    mayTouch: ({ role, customRole }) => {
      if (isOwner) return true;
      if (customRole === null) return role !== 'owner' && mayGive(held(role));
      return mayGive(custom.find(({ id }) => id === customRole.id)?.permissions ?? []);
    },
  };
}

/** Whether the reader owns the organisation. */
export function isOwnerOf({ role, customRole }: Pick<OwnTenantView, 'role' | 'customRole'>): boolean {
  return role === 'owner' && customRole === null;
}

function held(role: MemberRole): TenantPermission[] {
  return TENANT_PERMISSIONS.filter((permission) => permissionsOf(role).has(permission));
}
