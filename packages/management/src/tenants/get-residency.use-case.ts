import type { ResidencyView } from '@turnpike/contracts/management/residency';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { residencyView } from './residency-view.js';

/** Where a tenant's calls may be served, for its members and the platform. */
export async function getResidency(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<ResidencyView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'tenant:read', { tenantId });
  const { prisma } = context.db;
  const row = await prisma.tenant.findUnique({
    where: { id: tenantId },
    select: { residencyRegions: true, maxRetentionDays: true },
  });
  if (row === null) throw new ApiError('not_found');
  const { residencyRegions: regions, maxRetentionDays } = row;
  return residencyView(prisma, tenantId, { regions, maxRetentionDays });
}
