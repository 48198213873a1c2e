/**
 * Who may do what to whom among the people of a tenant. Owners alone make owners or touch them, and one is always left.
 * Both are judged under the lock of the tenant's row, by roles read after it was taken: of two owners who demote each
 * other at once, the second one is no owner any more.
 */
import type { Transaction } from '@turnpike/db/client';
import type { MemberRole } from '@turnpike/domain/permissions';
import { roleAllows } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { lockTenant } from '../tenants/lock-tenant.js';

/**
 * Locks the tenant and gives the role the actor has in it now; the platform acts as an owner. Throws `not_found` or
 * `forbidden` unless the actor may manage members. `tenantId` is bare.
 */
export async function lockMembers(tx: Transaction, actor: Actor, tenantId: string): Promise<MemberRole> {
  requirePermission(actor, 'member:write', { tenantId });
  await lockTenant(tx, tenantId);
  if (actor.kind !== 'member') return 'owner';
  const membership = await tx.membership.findUnique({
    where: { tenantId_userId: { tenantId, userId: actor.userId } },
    select: { role: true },
  });
  if (membership === null) throw new ApiError('not_found');
  if (!roleAllows(membership.role, 'member:write')) throw new ApiError('forbidden');
  return membership.role;
}

/** Throws `forbidden` when one of these roles is an owner's and the acting one is not. */
export function requireAuthority(acting: MemberRole, ...roles: MemberRole[]): void {
  if (acting === 'owner' || !roles.includes('owner')) return;
  throw new ApiError('forbidden', { message: 'Only an owner may make an owner, or change or remove one.' });
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
