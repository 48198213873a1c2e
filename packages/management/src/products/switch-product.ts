import type { ProductView } from '@turnpike/contracts/management/products';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockProduct } from './lock-product.js';
import { productView, WITH_VERSIONS } from './product-view.js';

/** Switches a product off for that reason, or on again with null; what it is already is neither audited nor announced. */
export async function switchProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string; stopReason: string | null },
): Promise<ProductView> {
  requirePermission(actor, 'catalogue:write');
  const { stopReason } = input;
  return inTransaction(context, async (tx) => {
    const was = await lockProduct(tx, input.product);
    if (was.stopReason === stopReason && (was.stoppedAt === null) === (stopReason === null)) return productView(was);
    const stoppedAt = stopReason === null ? null : (was.stoppedAt ?? context.now());
    const row = await tx.product.update({
      where: { id: was.id },
      data: { stoppedAt, stopReason },
      include: WITH_VERSIONS,
    });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: stopReason === null ? 'product.resume' : 'product.stop',
      resourceKind: 'product',
      resourceId: row.id,
      detail: { slug: row.slug, reason: stopReason ?? was.stopReason },
    });
    return productView(row);
  });
}
