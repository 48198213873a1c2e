/**
 * The one place where an actor's rights are judged. A thing of a tenant the actor has nothing to do with does not exist
 * for them (404); 403 is for things they may know of.
 */
import { applicationAllows, roleAllows, type Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor, MemberActor } from '../actor.js';

type Verdict = 'allowed' | 'forbidden' | 'not_found';

/**
 * Throws `forbidden` or `not_found` unless the actor may do it: in that tenant, or, without a tenant, on the platform.
 */
export function requirePermission(actor: Actor, permission: Permission, where: { tenantId?: string } = {}): void {
  const verdict = judge(actor, permission, where.tenantId);
  if (verdict !== 'allowed') throw new ApiError(verdict);
}

/**
 * The tenants whose things a list may show: null for all. `tenantId` narrows it to one, by the rules of
 * {@link requirePermission}. Throws `forbidden` when the actor belongs to tenants but may read in none of them.
 */
export function readableTenants(actor: Actor, permission: Permission, tenantId?: string): string[] | null {
  if (tenantId !== undefined) {
    requirePermission(actor, permission, { tenantId });
    return [tenantId];
  }
  switch (actor.kind) {
    case 'platform_admin':
    case 'system':
      return null;
    case 'application':
      requirePermission(actor, permission, { tenantId: actor.tenantId });
      return [actor.tenantId];
    case 'member':
      return readableOfMember(actor, permission);
  }
}

/** Whether the actor acts for the platform rather than for a tenant. */
export function isPlatform(actor: Actor): boolean {
  return actor.kind === 'platform_admin' || actor.kind === 'system';
}

function readableOfMember(actor: MemberActor, permission: Permission): string[] {
  const readable = actor.memberships.filter(({ role }) => roleAllows(role, permission));
  if (readable.length === 0 && actor.memberships.length > 0) throw new ApiError('forbidden');
  return readable.map(({ tenantId }) => tenantId);
}

function judge(actor: Actor, permission: Permission, tenantId: string | undefined): Verdict {
  switch (actor.kind) {
    case 'platform_admin':
    case 'system':
      return 'allowed';
    case 'application':
      if (tenantId !== undefined && tenantId !== actor.tenantId) return 'not_found';
      return tenantId !== undefined && applicationAllows(permission) ? 'allowed' : 'forbidden';
    case 'member': {
      if (tenantId === undefined) return 'forbidden';
      const membership = actor.memberships.find((candidate) => candidate.tenantId === tenantId);
      if (membership === undefined) return 'not_found';
      return roleAllows(membership.role, permission) ? 'allowed' : 'forbidden';
    }
  }
}
