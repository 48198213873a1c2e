import type { LimitsView, SetLimitsInput } from '@turnpike/contracts/management/limits';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { countPeriods, newlyCounted } from './count-period.js';
import { findLimitOwner, type LimitOwner, writeLimits } from './limit-owner.js';
import { limitsView } from './limits-view.js';

/**
 * Replaces all limits that a tenant, an application or a key has of its own; its members bind only themselves, and a
 * plan's limits go on beside them. They hold from the next call on. A quota or budget begins with what its running
 * period has used already. What stays the same is neither audited nor told to anyone.
 */
export async function setLimits(
  context: ManagementContext,
  actor: Actor,
  input: SetLimitsInput & { owner: LimitOwner },
): Promise<LimitsView> {
  const { owner, limits } = input;
  return inTransaction(context, async (tx) => {
    const { tenantId } = await findLimitOwner(tx, actor, { owner, permission: 'limit:write' });
    // One change of a tenant's limits after another: each begins with what the one before left.
    await lockTenant(tx, tenantId);
    const found = await findLimitOwner(tx, actor, { owner, permission: 'limit:write' });
    const { level, id } = found;
    const now = context.now();
    if (found.over !== null) throw new ApiError('invalid_state', { message: found.over });
    if (JSON.stringify(found.limits) !== JSON.stringify(limits)) {
      await writeLimits(tx, found, limits);
      await countPeriods(tx, { level, owners: [found], limits: newlyCounted(found.limits, limits), now });
      await raiseEpoch(tx, tenantId);
      await writeAudit(tx, actor, {
        tenantId,
        action: `${level}.limits`,
        resourceKind: level,
        resourceId: id,
        detail: { before: found.limits, after: limits },
      });
    }
    return limitsView(limits, { ...found, now });
  });
}
