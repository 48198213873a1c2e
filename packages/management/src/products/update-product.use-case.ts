import type { ProductView, UpdateProductInput } from '@turnpike/contracts/management/products';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { resolveModels } from '../models/resolve-models.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { byIdOr } from '../references/unknown-reference.js';
import { productView, WITH_VERSIONS } from './product-view.js';

/** Changes what is given and leaves the rest; `models` replaces the newest version's list. Platform admins only. */
export async function updateProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string; changes: UpdateProductInput },
): Promise<ProductView> {
  requirePermission(actor, 'catalogue:write');
  const { models, ...fields } = input.changes;
  return inTransaction(context, async (tx) => {
    const found = await tx.product.findFirst({
      where: byIdOr('product', input.product, 'slug'),
      include: WITH_VERSIONS,
    });
    if (found === null) throw new ApiError('not_found');
    const newest = found.versions[0];
    if (models !== undefined && newest !== undefined) await replaceModels(tx, newest.id, models);
    const row = await tx.product.update({
      where: { id: found.id },
      data: withoutUndefined(fields),
      include: WITH_VERSIONS,
    });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'product.update',
      resourceKind: 'product',
      resourceId: row.id,
      detail: { changes: input.changes },
    });
    return productView(row);
  });
}

async function replaceModels(tx: Transaction, productVersionId: string, references: string[]): Promise<void> {
  const models = new Set((await resolveModels(tx, references)).values());
  await tx.productModel.deleteMany({ where: { productVersionId } });
  await tx.productModel.createMany({ data: [...models].map((modelId) => ({ productVersionId, modelId })) });
}
