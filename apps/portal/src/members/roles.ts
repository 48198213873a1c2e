import type { MemberRole } from '@turnpike/domain/permissions';

/** From the most to the least a role may do. */
export const ROLES = ['owner', 'admin', 'billing', 'developer', 'viewer'] as const satisfies readonly MemberRole[];

/** The roles that somebody of this role may give. The use case decides; this is what the form offers. */
export function rolesToGive(role: MemberRole): readonly MemberRole[] {
  return role === 'owner' ? ROLES : ROLES.filter((one) => one !== 'owner');
}
