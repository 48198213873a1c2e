import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { isPlatform, requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { completeSwitch } from './complete-switch.js';
import { findPlanOfProduct, type OfferedPlan } from './find-plan-of-product.js';
import { lockSubscription } from './lock-subscription.js';
import { paidBy } from './paid-by.js';
import { planTerms, subscriptionView, WITH_NAMES, type SubscriptionRow } from './subscription-view.js';
import { tellReviewers, tellTenant } from './tell-about-subscription.js';

/**
 * Puts a subscription on another plan of its product: at once where the product approves by itself, where what the tenant
 * has paid reaches the plan's prepayment, or where the platform does it; else the switch waits (`requestedPlan`) for an
 * admin or a payment, and the old plan stays in force. Asking for the plan it has, or for the one that waits already,
 * changes nothing. Refuses with `invalid_state` what is not active, and `currency_mismatch`.
 */
export async function switchPlan(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string; plan: string },
): Promise<SubscriptionView> {
  const { subscriptionId } = input;
  // Who may not know of the subscription must not learn which plans its product has.
  const product = await readProduct(context, actor, subscriptionId);
  const plan = await findPlanOfProduct(context, product, input.plan);
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockSubscription(tx, actor, { subscriptionId, permission: 'subscription:request' });
    assertSwitchable(found, plan, now);
    if (found.planId === plan.id) return subscriptionView(found, now);
    if (!(await mayAtOnce(tx, actor, { found, plan }))) {
      return subscriptionView(await requestSwitch(tx, actor, { found, plan }), now);
    }
    const row = await completeSwitch(tx, actor, { found, planId: plan.id, reason: '', now });
    await tellTenant(tx, row, { kind: 'subscription.switched', reason: '', actor });
    return subscriptionView(row, now);
  });
}

async function readProduct(context: ManagementContext, actor: Actor, subscriptionId: string) {
  const row = await context.db.prisma.subscription.findUnique({
    where: { id: requireId('subscription', subscriptionId) },
    select: { tenantId: true, product: { select: { id: true, slug: true } } },
  });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, 'subscription:request', { tenantId: row.tenantId });
  return row.product;
}

function assertSwitchable(found: SubscriptionRow, plan: OfferedPlan, now: Date): void {
  if (found.status !== 'active') {
    throw new ApiError('invalid_state', { message: `The subscription is ${found.status}: it can not switch plans.` });
  }
  if (found.product.lifecycle === 'retired') {
    throw new ApiError('invalid_state', { message: 'The product is retired: its plans can not be switched.' });
  }
  const { currency } = planTerms(found.plan, now);
  if (plan.currency === currency) return;
  const message = `The subscription is billed in ${currency}, the plan in ${plan.currency}.`;
  throw new ApiError('currency_mismatch', { message, param: 'plan' });
}

interface Wanted {
  found: SubscriptionRow;
  plan: OfferedPlan;
}

async function mayAtOnce(tx: Transaction, actor: Actor, { found, plan }: Wanted): Promise<boolean> {
  const { approval } = found.product;
  if (isPlatform(actor) || approval === 'automatic') return true;
  if (approval === 'manual') return false;
  if (plan.prepayment === null) return true;
  const paid = await paidBy(tx, { tenantId: found.tenantId }, plan.currency);
  return paid.gte(plan.prepayment.toFixed());
}

async function requestSwitch(tx: Transaction, actor: Actor, { found, plan }: Wanted): Promise<SubscriptionRow> {
  if (found.requestedPlanId === plan.id) return found;
  const row = await tx.subscription.update({
    where: { id: found.id },
    data: { requestedPlanId: plan.id },
    include: WITH_NAMES,
  });
  if (row.product.approval === 'manual') await tellReviewers(tx, row, 'subscription.switch_requested');
  await writeAudit(tx, actor, {
    tenantId: row.tenantId,
    action: 'subscription.request_switch',
    resourceKind: 'subscription',
    resourceId: row.id,
    detail: { from: row.plan.slug, to: plan.slug },
  });
  return row;
}
