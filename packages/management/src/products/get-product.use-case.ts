import type { ProductView } from '@turnpike/contracts/management/products';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findProduct } from './find-product.js';
import { productView } from './product-view.js';

/** One product by slug or id, for whoever may know of it. */
export async function getProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string },
): Promise<ProductView> {
  const row = await findProduct(context, actor, input.product);
  if (row === null) throw new ApiError('not_found');
  return productView(row);
}
