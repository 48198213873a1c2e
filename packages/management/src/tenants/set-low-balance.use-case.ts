import type { LowBalanceView, SetLowBalanceInput } from '@turnpike/contracts/management/money';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from './lock-tenant.js';

/** Sets the balance below which a tenant's people and webhooks are told, once per fall; null tells nobody. */
export async function setLowBalance(
  context: ManagementContext,
  actor: Actor,
  input: SetLowBalanceInput & { tenantId: string },
): Promise<LowBalanceView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'tenant:update', { tenantId });
  const { lowBalance } = input;
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const select = { lowBalance: true } as const;
    const before = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select });
    const after = await tx.tenant.update({
      where: { id: tenantId },
      data: { lowBalance },
      select: { lowBalance: true },
    });
    const [was, is] = [before.lowBalance?.toFixed() ?? null, after.lowBalance?.toFixed() ?? null];
    if (was !== is) {
      await writeAudit(tx, actor, {
        tenantId,
        action: 'tenant.update',
        resourceKind: 'tenant',
        resourceId: tenantId,
        detail: { before: { lowBalance: was }, after: { lowBalance: is } },
      });
    }
    return { tenantId: publicId('tenant', tenantId), lowBalance: is };
  });
}
