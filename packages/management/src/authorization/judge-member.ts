/**
 * What a member may do in a tenant: what their role grants, unless a policy denies it. Policies only take away; none of
 * them grants what the role does not.
 *
 * Owners keep what undoes a mistake: a tenant's own policies never take reading the organisation, roles and access from
 * them, so that nobody locks the last owner out. The platform's policies do bind owners.
 */
import { actAttributes } from '@turnpike/domain/access-facts';
import {
  type AccessDecision,
  type AccessFacts,
  type AccessPolicy,
  decideAccess,
  describeRefusal,
  refusalDetails,
} from '@turnpike/domain/access-rule';
import { type IdKind, publicId } from '@turnpike/domain/ids';
import { type Permission, roleAllows } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { CustomRole, Membership } from '../actor.js';

/** Kind and bare id of the one thing that is asked for. */
export type Resource = readonly [kind: IdKind, id: string];

/** What someone does, as policies of the realm `manage` see it. */
export interface ManagedAct {
  /** Bare id of the person. */
  userId: string;
  membership: Membership;
  permission: Permission;
  resource?: Resource | undefined;
  ip: string | null;
}

/** Whether a membership's role grants it; policies apart. */
export function membershipGrants(
  membership: { role: Membership['role']; customRole?: CustomRole | null },
  permission: Permission,
): boolean {
  const { role, customRole } = membership;
  return customRole === null || customRole === undefined
    ? roleAllows(role, permission)
    : customRole.permissions.has(permission);
}

/** Null where the member may do it; else the refusal, which names the policy where one denies it. */
export function judgeMember(act: ManagedAct): ApiError | null {
  if (!membershipGrants(act.membership, act.permission)) return new ApiError('forbidden');
  const { access } = act.membership;
  if (access === undefined || access.policies.length === 0) return null;
  const decision = decideAccess(policiesOf(act), attributesOf(act));
  if (isAllowed(decision)) return null;
  return new ApiError('forbidden', { message: describeRefusal(decision), details: refusalDetails(decision) });
}

export function isAllowed({ reason }: AccessDecision): boolean {
  return reason !== 'denied' && reason !== 'none_allows';
}

/** The policies that bind this act: without the tenant's own where its owners are exempt. */
export function policiesOf({
  membership,
  permission,
}: Pick<ManagedAct, 'membership' | 'permission'>): readonly AccessPolicy[] {
  const policies = membership.access?.policies ?? [];
  if (!isExempt(membership, permission)) return policies;
  const known = platformOnly.get(policies);
  if (known !== undefined) return known;
  const made = policies.filter(({ isPlatform }) => isPlatform);
  platformOnly.set(policies, made);
  return made;
}

/** Kept by list, so that each is compiled once. */
const platformOnly = new WeakMap<readonly AccessPolicy[], readonly AccessPolicy[]>();

const OWNERS_KEEP: ReadonlySet<Permission> = new Set([
  'tenant:read',
  'access:read',
  'access:write',
  'role:read',
  'role:write',
]);

function isExempt({ role, customRole }: Membership, permission: Permission): boolean {
  return role === 'owner' && (customRole ?? null) === null && OWNERS_KEEP.has(permission);
}

/** What policies see of an act. */
export function attributesOf({ userId, membership, permission, resource, ip }: ManagedAct): AccessFacts {
  const { timeZone = 'UTC', atMs = 0 } = membership.access ?? {};
  return actAttributes({
    userId,
    role: roleReference(membership),
    action: permission,
    resourceId: resource === undefined ? null : publicId(resource[0], resource[1]),
    address: ip,
    timeZone,
    atMs,
  });
}

/** A role as policies name it. */
export function roleReference({ role, customRole = null }: Pick<Membership, 'role' | 'customRole'>): string {
  return customRole === null ? role : publicId('role', customRole.id);
}
