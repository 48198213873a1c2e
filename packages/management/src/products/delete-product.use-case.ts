import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockProduct } from './lock-product.js';

/**
 * Deletes a draft with its versions and plans. Platform admins only; `invalid_state` for what is no draft or was ever
 * subscribed to: its calls and invoices name it.
 */
export async function deleteProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string },
): Promise<void> {
  requirePermission(actor, 'catalogue:write');
  await inTransaction(context, async (tx) => {
    const { id: productId, slug, name, lifecycle } = await lockProduct(tx, input.product);
    if (lifecycle !== 'draft') throw refusal('Only a draft can be deleted: retire the product instead.');
    if ((await tx.subscription.count({ where: { productId } })) > 0) {
      throw refusal('Somebody subscribed to this product once, so it can only be retired.');
    }
    await tx.planVersion.deleteMany({ where: { plan: { productId } } });
    await tx.plan.deleteMany({ where: { productId } });
    await tx.product.delete({ where: { id: productId } });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'product.delete',
      resourceKind: 'product',
      resourceId: productId,
      detail: { slug, name },
    });
  });
}

function refusal(message: string): ApiError {
  return new ApiError('invalid_state', { message });
}
