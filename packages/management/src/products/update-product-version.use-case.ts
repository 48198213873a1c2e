import type { ProductView, UpdateProductVersionInput } from '@turnpike/contracts/management/products';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockProduct, replaceOffer } from './lock-product.js';
import { productView, WITH_VERSIONS, type ProductRow } from './product-view.js';

/** Changes what a version offers or its stage of life. Platform admins only. */
export async function updateProductVersion(
  context: ManagementContext,
  actor: Actor,
  input: { product: string; version: string; changes: UpdateProductVersionInput },
): Promise<ProductView> {
  requirePermission(actor, 'catalogue:write');
  const { models, operations, lifecycle } = input.changes;
  return inTransaction(context, async (tx) => {
    const product = await lockProduct(tx, input.product);
    const was = product.versions.find(({ version }) => version === input.version);
    if (was === undefined) throw new ApiError('not_found');
    await replaceOffer(tx, was.id, { models, operations });
    if (lifecycle !== undefined) await tx.productVersion.update({ where: { id: was.id }, data: { lifecycle } });
    const row = await tx.product.findUniqueOrThrow({ where: { id: product.id }, include: WITH_VERSIONS });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'product.version_update',
      resourceKind: 'product',
      resourceId: product.id,
      detail: {
        slug: product.slug,
        version: input.version,
        ...changedFields(facts(product, input.version), facts(row, input.version)),
      },
    });
    return productView(row);
  });
}

function facts(row: ProductRow, version: string): object {
  return productView(row).versions.find((candidate) => candidate.version === version) ?? {};
}
