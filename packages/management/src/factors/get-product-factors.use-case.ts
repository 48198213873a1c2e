import { AuthPolicySchema } from '@turnpike/contracts/access';
import type { FactorPolicy } from '@turnpike/contracts/management/factors';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { findProduct } from '../products/find-product.js';

/** What a product's calls must show. Platform admins only. */
export async function getProductFactors(
  context: ManagementContext,
  actor: Actor,
  input: { product: string },
): Promise<FactorPolicy> {
  requirePermission(actor, 'catalogue:write');
  const product = await findProduct(context, actor, input.product);
  if (product === null) throw new ApiError('not_found');
  const { auth } = product;
  return { auth: auth === null ? null : AuthPolicySchema.parse(auth) };
}
