import type { TenantView, UpdateTenantInput } from '@turnpike/contracts/management/tenants';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { lockTenant } from './lock-tenant.js';
import { tenantView } from './tenant-view.js';

/** Changes a tenant's name and time zone, by which its days and months begin. What stays the same isn't audited. */
export async function updateTenant(
  context: ManagementContext,
  actor: Actor,
  input: UpdateTenantInput & { tenantId: string },
): Promise<TenantView> {
  const { tenantId: publicTenantId, ...wanted } = input;
  const tenantId = requireId('tenant', publicTenantId);
  requirePermission(actor, 'tenant:update', { tenantId });
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const before = await tx.tenant.findUnique({ where: { id: tenantId } });
    if (before === null) throw new ApiError('not_found');
    const after = await tx.tenant.update({ where: { id: tenantId }, data: withoutUndefined(wanted) });
    const changed = (['name', 'timeZone'] as const).filter((field) => before[field] !== after[field]);
    if (changed.length === 0) return tenantView(after);
    // Cached callers count their quotas by the zone.
    if (changed.includes('timeZone')) await raiseEpoch(tx, tenantId);
    const pick = (row: typeof before) => Object.fromEntries(changed.map((field) => [field, row[field]]));
    await writeAudit(tx, actor, {
      tenantId,
      action: 'tenant.update',
      resourceKind: 'tenant',
      resourceId: tenantId,
      detail: { before: pick(before), after: pick(after) },
    });
    return tenantView(after);
  });
}
