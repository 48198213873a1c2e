import type { Transaction } from '@turnpike/db/client';
import { writeAudit } from '../audit/write-audit.js';
import { raiseEpoch } from '../changes/change.js';
import type { SystemActor } from '../actor.js';
import { completeSwitch } from './complete-switch.js';
import { paidBy } from './paid-by.js';
import { planTerms, WITH_NAMES } from './subscription-view.js';
import { emitDecision, tellTenant } from './tell-about-subscription.js';

const ACTOR: SystemActor = { kind: 'system', name: 'payment', ip: null, requestId: null };

/**
 * Carries on what waited for a payment: an approved subscription becomes active when its own payments reach its plan's
 * prepayment, and a waiting switch of plan is done when all that the tenant has paid reaches the new plan's. To be called
 * in the payment's transaction, after its row has become `paid`; calling it again does nothing more. `subscriptionId` is
 * bare.
 */
export async function activatePaidSubscription(
  tx: Transaction,
  subscriptionId: string,
  now: Date = new Date(),
): Promise<void> {
  await tx.$queryRaw`SELECT FROM subscriptions WHERE id = ${subscriptionId}::uuid FOR NO KEY UPDATE`;
  const found = await tx.subscription.findUnique({ where: { id: subscriptionId }, include: WITH_NAMES });
  if (found === null || found.product.approval !== 'payment') return;
  const { tenantId } = found;
  if (found.status === 'approved') {
    const { currency, prepayment } = planTerms(found.plan, now);
    const paid = await paidBy(tx, { tenantId, subscriptionId }, currency);
    if (prepayment !== null && paid.lt(prepayment.toFixed())) return;
    const row = await tx.subscription.update({
      where: { id: subscriptionId },
      data: { status: 'active', activatedAt: now },
      include: WITH_NAMES,
    });
    await raiseEpoch(tx, tenantId);
    await tellTenant(tx, row, { kind: 'subscription.activated', reason: '', actor: null });
    await emitDecision(tx, row, { type: 'subscription.approved', reason: '' });
    await writeAudit(tx, ACTOR, {
      tenantId,
      action: 'subscription.activate',
      resourceKind: 'subscription',
      resourceId: subscriptionId,
      detail: { paid: paid.toFixed(), currency, plan: row.plan.slug },
    });
    return;
  }
  if (found.requestedPlan === null || (found.status !== 'active' && found.status !== 'paused')) return;
  const { currency, prepayment } = planTerms(found.requestedPlan, now);
  const paid = await paidBy(tx, { tenantId }, currency);
  if (prepayment !== null && paid.lt(prepayment.toFixed())) return;
  const row = await completeSwitch(tx, ACTOR, { found, planId: found.requestedPlan.id, reason: '', now });
  await tellTenant(tx, row, { kind: 'subscription.switched', reason: '', actor: null });
}
