import type { AllowListsView, SetAllowListInput } from '@turnpike/contracts/management/allow-lists';
import type { Actor } from '../actor.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { allowListsView } from './allow-lists-view.js';
import { requireNetworks } from './require-networks.js';

/** Sets from where an application's credentials may be used, from the next call on; an empty list is no bound. */
export async function setApplicationAllowList(
  context: ManagementContext,
  actor: Actor,
  input: SetAllowListInput & { applicationId: string },
): Promise<AllowListsView> {
  const { applicationId } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'access:write' });
  const after = requireNetworks(input.addresses, 'addresses');
  const { id, tenantId, name } = application;
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const { addresses: before } = await tx.application.findUniqueOrThrow({
      where: { id },
      select: { addresses: true },
    });
    if (before.join() !== after.join()) {
      await tx.application.update({ where: { id }, data: { addresses: after } });
      await raiseEpoch(tx, tenantId);
      await writeAudit(tx, actor, {
        tenantId,
        action: 'application.allow_list',
        resourceKind: 'application',
        resourceId: id,
        detail: { name, before, after },
      });
    }
    return allowListsView(tx, tenantId);
  });
}
