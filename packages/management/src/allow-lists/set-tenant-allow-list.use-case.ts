import type { AllowListsView, SetAllowListInput } from '@turnpike/contracts/management/allow-lists';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { allowListsView } from './allow-lists-view.js';
import { requireNetworks } from './require-networks.js';

/** Sets from where all of a tenant's credentials may be used, from the next call on; an empty list is no bound. */
export async function setTenantAllowList(
  context: ManagementContext,
  actor: Actor,
  input: SetAllowListInput & { tenantId: string },
): Promise<AllowListsView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:write', { tenantId });
  const after = requireNetworks(input.addresses, 'addresses');
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { addresses: true } });
    if (tenant === null) throw new ApiError('not_found');
    const before = tenant.addresses;
    if (before.join() !== after.join()) {
      await tx.tenant.update({ where: { id: tenantId }, data: { addresses: after } });
      await raiseEpoch(tx, tenantId);
      await writeAudit(tx, actor, {
        tenantId,
        action: 'tenant.allow_list',
        resourceKind: 'tenant',
        resourceId: tenantId,
        detail: { before, after },
      });
    }
    return allowListsView(tx, tenantId);
  });
}
