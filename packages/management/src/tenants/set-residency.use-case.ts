import type { ResidencyView, SetResidencyInput } from '@turnpike/contracts/management/residency';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from './lock-tenant.js';
import { residencyView } from './residency-view.js';

/**
 * Sets where a tenant's calls may be served, from the next call on. The whole policy is replaced; what stays the same is
 * neither audited nor told to anyone.
 */
export async function setResidency(
  context: ManagementContext,
  actor: Actor,
  input: SetResidencyInput & { tenantId: string },
): Promise<ResidencyView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'tenant:update', { tenantId });
  const { regions, maxRetentionDays } = input;
  const after = { residencyRegions: regions, maxRetentionDays };
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const select = { residencyRegions: true, maxRetentionDays: true } as const;
    const before = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select });
    if (JSON.stringify(before) !== JSON.stringify(after)) {
      await tx.tenant.update({ where: { id: tenantId }, data: after });
      await raiseEpoch(tx, tenantId);
      await writeAudit(tx, actor, {
        tenantId,
        action: 'tenant.residency',
        resourceKind: 'tenant',
        resourceId: tenantId,
        detail: { before, after },
      });
    }
    return residencyView(tx, tenantId, { regions, maxRetentionDays });
  });
}
