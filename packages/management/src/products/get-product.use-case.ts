import type { ProductView } from '@turnpike/contracts/management/products';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { findProduct } from './find-product.js';
import { productView } from './product-view.js';
import { countProductUse } from './use-counts.js';

/** One product by slug or id, for whoever may know of it; for the platform with how much hangs on it. */
export async function getProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string },
): Promise<ProductView> {
  const row = await findProduct(context, actor, input.product);
  if (row === null) throw new ApiError('not_found');
  if (!isPlatform(actor)) return productView(row);
  const counts = await countProductUse(context, [row.id]);
  return { ...productView(row), counts: counts.get(row.id) };
}
