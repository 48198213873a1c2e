import type { RequestSubscriptionInput, SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { isUniqueViolation } from '@turnpike/db/errors';
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findProduct } from '../products/find-product.js';
import type { ProductRow } from '../products/product-view.js';
import { unknownReference } from '../references/unknown-reference.js';
import { fixCurrency } from '../tenants/lock-tenant.js';
import { findPlanOfProduct, type OfferedPlan } from './find-plan-of-product.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';
import { tellReviewers } from './tell-about-subscription.js';

/**
 * Subscribes an application to a product under one of its plans: active at once where the product approves by itself,
 * approved until the prepayment has arrived where it wants one, else pending until an admin decides. The tenant's first
 * subscription fixes its currency. Refuses with `conflict` while another subscription to the product is open,
 * `currency_mismatch`, and `invalid_state` for what is not on offer.
 */
export async function requestSubscription(
  context: ManagementContext,
  actor: Actor,
  input: RequestSubscriptionInput,
): Promise<SubscriptionView> {
  const { applicationId, message } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'subscription:request' });
  const product = await findOffered(context, actor, input.product);
  const plan = await findPlanOfProduct(context, product, input.plan);
  const { tenantId } = application;
  const status = firstStatus(product, plan);
  try {
    return await inTransaction(context, async (tx) => {
      await fixCurrency(tx, tenantId, plan.currency);
      const row = await tx.subscription.create({
        data: {
          id: newId(),
          tenantId,
          applicationId: application.id,
          productId: product.id,
          planId: plan.id,
          status,
          message,
          requestedBy: actorUserId(actor),
          activatedAt: status === 'active' ? context.now() : null,
        },
        include: WITH_NAMES,
      });
      if (status === 'active') await raiseEpoch(tx, tenantId);
      if (status === 'pending') await tellReviewers(tx, row, 'subscription.requested');
      await writeAudit(tx, actor, {
        tenantId,
        action: 'subscription.request',
        resourceKind: 'subscription',
        resourceId: row.id,
        detail: {
          applicationId: publicId('application', application.id),
          product: product.slug,
          plan: row.plan.slug,
          status,
        },
      });
      return subscriptionView(row, context.now());
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = `The application already has an open subscription to "${product.slug}".`;
    throw new ApiError('conflict', { message: taken, cause: error });
  }
}

/** A plan that wants no prepayment has nothing to wait for. */
function firstStatus({ approval }: ProductRow, { prepayment }: OfferedPlan): 'active' | 'approved' | 'pending' {
  if (approval === 'manual') return 'pending';
  return approval === 'payment' && prepayment !== null ? 'approved' : 'active';
}

async function findOffered(context: ManagementContext, actor: Actor, reference: string): Promise<ProductRow> {
  const product = await findProduct(context, actor, reference);
  if (product === null) throw unknownReference('product', reference);
  if (product.lifecycle === 'published') return product;
  throw new ApiError('invalid_state', {
    message: `The product is ${product.lifecycle}: it takes no new subscriptions.`,
  });
}
