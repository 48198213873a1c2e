import { parseId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { visibleProducts } from '../products/visible-products.js';
import { WITH_PRICES, type PlanRow } from './plan-view.js';

/**
 * The plan of that id, of `product-slug/plan-slug`, or of a slug that only one product has; null when there is none the
 * actor may know of. Throws `conflict` for a slug of several products.
 */
export async function findPlan(context: ManagementContext, actor: Actor, reference: string): Promise<PlanRow | null> {
  const rows = await context.db.prisma.plan.findMany({
    where: { AND: [byReference(reference), { product: visibleProducts(actor) }] },
    include: WITH_PRICES,
    take: 2,
  });
  if (rows.length > 1) {
    const message = `Several products have a plan "${reference}": say <product>/${reference}, or use its id.`;
    throw new ApiError('conflict', { message, param: 'plan' });
  }
  return rows[0] ?? null;
}

function byReference(reference: string) {
  const id = parseId('plan', reference);
  if (id !== null) return { id };
  const [product, slug] = reference.split('/');
  return slug === undefined ? { slug: reference } : { slug, product: { slug: product ?? '' } };
}
