import type { TenantView } from '@turnpike/contracts/management/tenants';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { tenantView } from './tenant-view.js';

/** One tenant, for its members and the platform. */
export async function getTenant(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<TenantView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'tenant:read', { tenantId });
  const row = await context.db.prisma.tenant.findUnique({ where: { id: tenantId } });
  if (row === null) throw new ApiError('not_found');
  return tenantView(row);
}
