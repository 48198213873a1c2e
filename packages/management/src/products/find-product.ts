import type { ManagementContext } from '../management-context.js';
import type { Actor } from '../actor.js';
import { byIdOr } from '../references/unknown-reference.js';
import { WITH_VERSIONS, type ProductRow } from './product-view.js';
import { visibleProducts } from './visible-products.js';

/** The product of that slug or id, if the actor may know of it; null otherwise. */
export async function findProduct(
  context: ManagementContext,
  actor: Actor,
  reference: string,
): Promise<ProductRow | null> {
  return context.db.prisma.product.findFirst({
    where: { AND: [byIdOr('product', reference, 'slug'), visibleProducts(actor)] },
    include: WITH_VERSIONS,
  });
}
