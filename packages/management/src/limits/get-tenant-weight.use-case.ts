import type { TenantWeightView } from '@turnpike/contracts/management/limits';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

/** A tenant's share beside other tenants where a model's capacity is short, for its members and the platform. */
export async function getTenantWeight(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<TenantWeightView> {
  const id = requireId('tenant', input.tenantId);
  requirePermission(actor, 'tenant:read', { tenantId: id });
  const row = await context.db.prisma.tenant.findUnique({ where: { id }, select: { weight: true } });
  if (row === null) throw new ApiError('not_found');
  return { tenantId: publicId('tenant', id), weight: row.weight };
}
