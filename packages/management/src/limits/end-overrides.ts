import type { SystemActor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from '../subscriptions/lock-subscription.js';
import { publicId } from '@turnpike/domain/ids';
import { dropOverride } from './drop-override.js';

const SELF: SystemActor = { kind: 'system', name: 'limit-overrides', ip: null, requestId: null };

/**
 * Clears away overrides whose end has come. Calls have ended them by their own time; what is left is to count what the
 * plan's quotas and budgets missed meanwhile. To be called every few seconds. Gives how many it ended.
 */
export async function endOverrides(context: Pick<ManagementContext, 'db' | 'now'>): Promise<number> {
  const now = context.now();
  const due = await context.db.prisma.limitOverride.findMany({
    where: { endsAt: { lte: now } },
    select: { subscriptionId: true },
    orderBy: { endsAt: 'asc' },
    take: 100,
  });
  let ended = 0;
  for (const { subscriptionId } of due) {
    ended += await inTransaction(context, async (tx) => {
      const { tenantId } = await lockSubscription(tx, SELF, {
        subscriptionId: publicId('subscription', subscriptionId),
        permission: 'limit:override',
      });
      // Set anew or taken away since it was found.
      const isDue = await tx.limitOverride.count({ where: { subscriptionId, endsAt: { lte: now } } });
      if (isDue > 0) await dropOverride(tx, SELF, { subscriptionId, tenantId, reason: 'ended', now });
      return isDue;
    });
  }
  return ended;
}
