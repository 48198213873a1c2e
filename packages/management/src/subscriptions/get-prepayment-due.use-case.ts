import type { PrepaymentDueView } from '@turnpike/contracts/management/subscriptions';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { paidBy } from './paid-by.js';
import { planTerms, WITH_NAMES } from './subscription-view.js';

/**
 * What still has to be paid for a subscription to begin, or for its waiting switch of plan to be done; null where it waits
 * for no payment. Counted as `activatePaidSubscription` counts. For its tenant's members and the platform.
 */
export async function getPrepaymentDue(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string },
): Promise<PrepaymentDueView> {
  const { prisma } = context.db;
  const id = requireId('subscription', input.subscriptionId);
  const row = await prisma.subscription.findUnique({ where: { id }, include: WITH_NAMES });
  if (row === null) throw new ApiError('not_found');
  const { tenantId, status, requestedPlan } = row;
  requirePermission(actor, 'subscription:read', { tenantId });
  const switches = requestedPlan !== null && (status === 'active' || status === 'paused');
  const { currency, prepayment } = planTerms(switches ? requestedPlan : row.plan, context.now());
  const waits = row.product.approval === 'payment' && (switches || status === 'approved');
  if (!waits || prepayment === null) return { amount: null, currency };
  const paid = await paidBy(prisma, switches ? { tenantId } : { tenantId, subscriptionId: id }, currency);
  const due = new Decimal(prepayment.toFixed()).minus(paid);
  return { amount: formatAmount(Decimal.max(due, 0)), currency };
}
