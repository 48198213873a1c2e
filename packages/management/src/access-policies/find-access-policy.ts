import type { Prisma, Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';

/** What those who run the platform need for policies of all tenants. */
const OF_PLATFORM = { 'access:read': 'platform:read', 'access:write': 'tenant:write' } as const;

/** Throws unless the actor may read or write the policies of that tenant (bare id), or of the platform (null). */
export function requireAccessPermission(
  actor: Actor,
  permission: keyof typeof OF_PLATFORM,
  tenantId: string | null,
): void {
  if (tenantId === null) requirePermission(actor, OF_PLATFORM[permission]);
  else requirePermission(actor, permission, { tenantId });
}

/** A policy that the actor may read or write. One of the platform is nothing that a member may name: `not_found`. */
export async function findAccessPolicy(
  tx: Pick<Transaction, 'accessPolicy'>,
  actor: Actor,
  wanted: { policyId: string; permission: 'access:read' | 'access:write' },
): Promise<Prisma.AccessPolicyModel> {
  const row = await tx.accessPolicy.findUnique({ where: { id: requireId('accessPolicy', wanted.policyId) } });
  if (row === null || (row.tenantId === null && actor.kind === 'member')) throw new ApiError('not_found');
  requireAccessPermission(actor, wanted.permission, row.tenantId);
  return row;
}
