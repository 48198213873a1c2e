import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { offeredProducts } from '../products/visible-products.js';
import { byIdOr } from '../references/unknown-reference.js';
import { catalogueProductView, withOffer } from './catalogue-product-view.js';

/** One product on offer by slug or id, by the rules of `listCatalogue`; null is a visitor. */
export async function getCatalogueProduct(
  context: ManagementContext,
  actor: Actor | null,
  input: { product: string },
): Promise<CatalogueProductView> {
  const row = await context.db.prisma.product.findFirst({
    where: { AND: [byIdOr('product', input.product, 'slug'), offeredProducts(actor)] },
    include: withOffer(context.now()),
  });
  if (row === null) throw new ApiError('not_found');
  return catalogueProductView(row);
}
