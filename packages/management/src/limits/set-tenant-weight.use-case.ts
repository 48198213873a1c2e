import type { SetTenantWeightInput, TenantWeightView } from '@turnpike/contracts/management/limits';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';

/** Sets a tenant's share beside other tenants where a model's capacity is short. Platform admins only. */
export async function setTenantWeight(
  context: ManagementContext,
  actor: Actor,
  input: SetTenantWeightInput & { tenantId: string },
): Promise<TenantWeightView> {
  const id = requireId('tenant', input.tenantId);
  requirePermission(actor, 'limit:override', { tenantId: id });
  const { weight } = input;
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, id);
    const before = await tx.tenant.findUniqueOrThrow({ where: { id }, select: { weight: true } });
    if (before.weight !== weight) {
      await tx.tenant.update({ where: { id }, data: { weight } });
      await raiseEpoch(tx, id);
      await writeAudit(tx, actor, {
        tenantId: id,
        action: 'tenant.weight',
        resourceKind: 'tenant',
        resourceId: id,
        detail: { before, after: { weight } },
      });
    }
    return { tenantId: publicId('tenant', id), weight };
  });
}
