/**
 * The one place where an actor's rights are judged. A thing of a tenant the actor has nothing to do with does not exist
 * for them (404); 403 is for things they may know of.
 */
import { applicationAllows, type Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor, MemberActor } from '../actor.js';
import { judgeMember, type Resource } from './judge-member.js';

/** Where something is done: in a tenant (bare id), and to which one thing of it, where it is one. */
export interface Place {
  tenantId?: string;
  resource?: Resource;
}

/**
 * Throws `forbidden` or `not_found` unless the actor may do it: in that tenant, or, without a tenant, on the platform.
 */
export function requirePermission(actor: Actor, permission: Permission, where: Place = {}): void {
  const refusal = judge(actor, permission, where);
  if (refusal !== null) throw refusal;
}

/** Whether the actor may do it there. */
export function isPermitted(actor: Actor, permission: Permission, where: Place = {}): boolean {
  return judge(actor, permission, where) === null;
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
  const readable: string[] = [];
  let refusal: ApiError | null = null;
  for (const { tenantId } of actor.memberships) {
    const refused = judge(actor, permission, { tenantId });
    if (refused === null) readable.push(tenantId);
    else refusal ??= refused;
  }
  if (readable.length === 0 && refusal !== null) throw refusal;
  return readable;
}

function judge(actor: Actor, permission: Permission, { tenantId, resource }: Place): ApiError | null {
  switch (actor.kind) {
    case 'platform_admin':
    case 'system':
      return null;
    case 'application':
      if (tenantId !== undefined && tenantId !== actor.tenantId) return new ApiError('not_found');
      return tenantId !== undefined && applicationAllows(permission) ? null : new ApiError('forbidden');
    case 'member': {
      if (tenantId === undefined) return new ApiError('forbidden');
      const membership = actor.memberships.find((candidate) => candidate.tenantId === tenantId);
      if (membership === undefined) return new ApiError('not_found');
      return judgeMember({ userId: actor.userId, membership, permission, resource, ip: actor.ip });
    }
  }
}
