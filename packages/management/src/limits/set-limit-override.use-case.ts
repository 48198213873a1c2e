import { parseInstant } from '@turnpike/contracts/management/fields';
import type { LimitOverrideView, SetLimitOverrideInput } from '@turnpike/contracts/management/limits';
import { ApiError } from '@turnpike/errors/api-error';
import { type Actor, actorUserId } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { limitsOf } from '../snapshot/load-caller.js';
import { lockSubscription } from '../subscriptions/lock-subscription.js';
import { countPeriods, newlyCounted } from './count-period.js';
import { overrideView, WITH_SUBSCRIPTION } from './override-view.js';

/**
 * Puts limits in the place of all that a subscription's plan has, until they end or are taken away: at once, for a
 * reason that its tenant sees. One that is there already is replaced. A quota or budget begins with what its running
 * period has used. Platform admins only.
 */
export async function setLimitOverride(
  context: ManagementContext,
  actor: Actor,
  input: SetLimitOverrideInput & { subscriptionId: string },
): Promise<LimitOverrideView> {
  const { limits, reason } = input;
  const now = context.now();
  const endsAt = readEnd(input.endsAt, now);
  return inTransaction(context, async (tx) => {
    const { subscriptionId: wanted } = input;
    const row = await lockSubscription(tx, actor, { subscriptionId: wanted, permission: 'limit:override' });
    const { id: subscriptionId, tenantId } = row;
    if (['cancelled', 'rejected'].includes(row.status))
      throw new ApiError('invalid_state', { message: 'The subscription is over.' });
    const before = await tx.limitOverride.findUnique({ where: { subscriptionId } });
    const data = { limits: [...limits], reason, endsAt, createdBy: actorUserId(actor), createdAt: now };
    const after = await tx.limitOverride.upsert({
      where: { subscriptionId },
      create: { subscriptionId, tenantId, ...data },
      update: data,
      include: WITH_SUBSCRIPTION,
    });
    const owner = { id: subscriptionId, tenantId, timeZone: after.tenant.timeZone };
    // What an override that has ended counted is not what was used since.
    const known = before === null || (before.endsAt !== null && before.endsAt <= now) ? [] : limitsOf(before.limits);
    await countPeriods(tx, {
      level: 'subscription',
      owners: [owner],
      limits: newlyCounted(known, limits),
      now,
    });
    await raiseEpoch(tx, tenantId);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'subscription.limits',
      resourceKind: 'subscription',
      resourceId: subscriptionId,
      detail: {
        reason,
        before: before === null ? null : { limits: before.limits, endsAt: before.endsAt?.toISOString() ?? null },
        after: { limits, endsAt: endsAt?.toISOString() ?? null },
      },
    });
    return overrideView(after, now);
  });
}

function readEnd(text: string | null | undefined, now: Date): Date | null {
  if (text === null || text === undefined) return null;
  const endsAt = parseInstant(text);
  if (endsAt > now) return endsAt;
  throw new ApiError('validation_failed', { message: 'The end must be in the future.', param: 'endsAt' });
}
