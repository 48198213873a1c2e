import type { ProductView } from '@turnpike/contracts/management/products';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { switchProduct } from './switch-product.js';

/** Lets a product serve again. Platform admins only. */
export async function resumeProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string },
): Promise<ProductView> {
  return switchProduct(context, actor, { product: input.product, stopReason: null });
}
