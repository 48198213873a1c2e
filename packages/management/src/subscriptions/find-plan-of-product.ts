import type { Prisma } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import { unknownReference } from '../references/unknown-reference.js';
import { planTerms } from './subscription-view.js';

/** A plan as it may be subscribed to now. */
export interface OfferedPlan {
  /** Bare id. */
  id: string;
  slug: string;
  currency: string;
  prepayment: Prisma.Decimal | null;
}

/** The product's plan of that slug or id. Throws `unknown_reference`, and `invalid_state` where it is off offer. */
export async function findPlanOfProduct(
  context: ManagementContext,
  product: { id: string; slug: string },
  reference: string,
): Promise<OfferedPlan> {
  const id = parseId('plan', reference);
  const slug = reference.startsWith(`${product.slug}/`) ? reference.slice(product.slug.length + 1) : reference;
  const plan = await context.db.prisma.plan.findFirst({
    where: { productId: product.id, ...(id === null ? { slug } : { id }) },
    include: { versions: { orderBy: { version: 'desc' } } },
  });
  if (plan === null || plan.versions.length === 0) throw unknownReference('plan', reference);
  if (plan.status !== 'active') throw new ApiError('invalid_state', { message: 'The plan is no longer on offer.' });
  return { id: plan.id, slug: plan.slug, ...planTerms(plan, context.now()) };
}
