import type { ProductView, StopProductInput } from '@turnpike/contracts/management/products';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { switchProduct } from './switch-product.js';

/**
 * Switches a product off, for everybody and at once: new calls get 403 `product_stopped` with the reason from every
 * gateway within a second. Calls under way end as they would have; jobs that haven't begun are refused. Platform admins
 * only; a product that is off already keeps its time and takes the new reason.
 */
export async function stopProduct(
  context: ManagementContext,
  actor: Actor,
  input: StopProductInput & { product: string },
): Promise<ProductView> {
  return switchProduct(context, actor, { product: input.product, stopReason: input.reason });
}
