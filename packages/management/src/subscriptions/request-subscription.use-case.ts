import type { RequestSubscriptionInput, SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { isUniqueViolation } from '@turnpike/db/errors';
import { newId, parseId, publicId } from '@turnpike/domain/ids';
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
import { subscriptionView, WITH_NAMES } from './subscription-view.js';

/**
 * Subscribes an application to a product under one of its plans: active at once where the product approves by itself,
 * else pending. The tenant's first subscription fixes its currency. Refuses with `conflict` while another subscription
 * to the product is open, `currency_mismatch`, and `invalid_state` for what is not on offer.
 */
export async function requestSubscription(
  context: ManagementContext,
  actor: Actor,
  input: RequestSubscriptionInput,
): Promise<SubscriptionView> {
  const { applicationId, message } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'subscription:request' });
  const product = await findOffered(context, actor, input.product);
  const plan = await findPlanOf(context, product, input.plan);
  const { tenantId } = application;
  const activatedAt = product.approval === 'automatic' ? context.now() : null;
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
          status: activatedAt === null ? 'pending' : 'active',
          message,
          requestedBy: actorUserId(actor),
          activatedAt,
        },
        include: WITH_NAMES,
      });
      if (activatedAt !== null) await raiseEpoch(tx, tenantId);
      await writeAudit(tx, actor, {
        tenantId,
        action: 'subscription.request',
        resourceKind: 'subscription',
        resourceId: row.id,
        detail: {
          applicationId: publicId('application', application.id),
          product: product.slug,
          plan: row.plan.slug,
          status: row.status,
        },
      });
      return subscriptionView(row);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = `The application already has an open subscription to "${product.slug}".`;
    throw new ApiError('conflict', { message: taken, cause: error });
  }
}

async function findOffered(context: ManagementContext, actor: Actor, reference: string): Promise<ProductRow> {
  const product = await findProduct(context, actor, reference);
  if (product === null) throw unknownReference('product', reference);
  if (product.lifecycle === 'published') return product;
  throw new ApiError('invalid_state', {
    message: `The product is ${product.lifecycle}: it takes no new subscriptions.`,
  });
}

/** The product's plan of that slug or id. */
async function findPlanOf(
  context: ManagementContext,
  product: ProductRow,
  reference: string,
): Promise<{ id: string; currency: string }> {
  const id = parseId('plan', reference);
  const slug = reference.startsWith(`${product.slug}/`) ? reference.slice(product.slug.length + 1) : reference;
  const plan = await context.db.prisma.plan.findFirst({
    where: { productId: product.id, ...(id === null ? { slug } : { id }) },
    include: { versions: { orderBy: { version: 'desc' }, take: 1, select: { currency: true } } },
  });
  const currency = plan?.versions[0]?.currency;
  if (plan === null || currency === undefined) throw unknownReference('plan', reference);
  if (plan.status !== 'active') throw new ApiError('invalid_state', { message: 'The plan is no longer on offer.' });
  return { id: plan.id, currency };
}
