/**
 * Who may do what to whom among the people of a tenant. Owners alone make owners or touch them, and one is always left.
 * Nobody else gives, takes away or changes a role that allows more than their own. All are judged under the lock of the
 * tenant's row, by roles read after it was taken: of two owners who demote each other at once, the second is none any more.
 */
import type { Transaction } from '@turnpike/db/client';
import type { Permission, TenantPermission } from '@turnpike/domain/permissions';
import { permissionsOf } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { membershipGrants } from '../authorization/judge-member.js';
import { requirePermission } from '../authorization/require-permission.js';
import { type GivenRole, givenRole, WITH_ROLE } from '../roles/stored-role.js';
import { lockTenant } from '../tenants/lock-tenant.js';

/** The role of who acts, read under the lock; `owner` for the platform. */
export type Authority = 'owner' | GivenRole;

/**
 * Locks the tenant and gives the role the actor has in it now; the platform acts as an owner. Throws `not_found` or
 * `forbidden` unless the actor holds the permission. `tenantId` is bare.
 */
export async function lockMembers(
  tx: Transaction,
  actor: Actor,
  { tenantId, permission }: { tenantId: string; permission: Permission },
): Promise<Authority> {
  requirePermission(actor, permission, { tenantId });
  await lockTenant(tx, tenantId);
  if (actor.kind !== 'member') return 'owner';
  const membership = await tx.membership.findUnique({
    where: { tenantId_userId: { tenantId, userId: actor.userId } },
    select: { role: true, ...WITH_ROLE },
  });
  if (membership === null) throw new ApiError('not_found');
  const held = givenRole(membership);
  if (!membershipGrants(held, permission)) throw new ApiError('forbidden');
  return isOwner(held) ? 'owner' : held;
}

/** Whether a role is the owner's. */
export function isOwner({ role, customRole }: GivenRole): boolean {
  return role === 'owner' && customRole === null;
}

/**
 * Throws `forbidden` when one of these roles allows what the acting one does not, or is an owner's.
 */
export function requireAuthority(acting: Authority, ...roles: GivenRole[]): void {
  if (acting === 'owner') return;
  if (roles.some(isOwner)) {
    throw new ApiError('forbidden', { message: 'Only an owner may make an owner, or change or remove one.' });
  }
  for (const { role, customRole } of roles) requireHeld(acting, customRole?.permissions ?? permissionsOf(role));
}

/** Throws `forbidden` for permissions that the acting role lacks: nobody gives what they don't have. */
export function requireHeld(acting: Authority, permissions: Iterable<Permission | TenantPermission>): void {
  const lacking = acting === 'owner' ? [] : [...permissions].filter((one) => !membershipGrants(acting, one));
  if (lacking.length === 0) return;
  const message = `Your own role doesn’t allow this: ${lacking.join(', ')}. Nobody may give or take away more than they hold.`;
  throw new ApiError('forbidden', { message, details: { lacking } });
}

/** Throws `invalid_state` unless somebody else who can sign in owns the tenant. To be called under its lock. */
export async function requireOtherOwner(tx: Transaction, tenantId: string, userId: string): Promise<void> {
  const others = await tx.membership.count({
    where: { tenantId, role: 'owner', userId: { not: userId }, user: { disabledAt: null } },
  });
  if (others > 0) return;
  const message = 'This is the last owner of the organisation. Make somebody else an owner first.';
  throw new ApiError('invalid_state', { message });
}
