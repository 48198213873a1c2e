import type { ProductView, UpdateProductInput } from '@turnpike/contracts/management/products';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { cacheColumn } from './cache-policy.js';
import { corsColumn } from './cors-policy.js';
import { lockProduct, refuseDraftInUse, replaceOffer } from './lock-product.js';
import { productView, WITH_VERSIONS, type ProductRow } from './product-view.js';

/**
 * Changes what is given and leaves the rest; `models` and `operations` replace the newest version's lists. Platform admins
 * only; `invalid_state` for what is subscribed to and should become a draft again.
 */
export async function updateProduct(
  context: ManagementContext,
  actor: Actor,
  input: { product: string; changes: UpdateProductInput },
): Promise<ProductView> {
  requirePermission(actor, 'catalogue:write');
  const { models, operations, cache, cors, ...fields } = input.changes;
  return inTransaction(context, async (tx) => {
    const was = await lockProduct(tx, input.product);
    if (fields.lifecycle === 'draft' && was.lifecycle !== 'draft') await refuseDraftInUse(tx, was.id);
    const newest = was.versions[0];
    if (newest !== undefined) await replaceOffer(tx, newest.id, { models, operations });
    const row = await tx.product.update({
      where: { id: was.id },
      data: {
        ...withoutUndefined(fields),
        ...(cache === undefined ? {} : { cache: await cacheColumn(tx, cache) }),
        ...(cors === undefined ? {} : { cors: corsColumn(cors) }),
      },
      include: WITH_VERSIONS,
    });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'product.update',
      resourceKind: 'product',
      resourceId: row.id,
      detail: { slug: row.slug, ...changedFields(facts(was), facts(row)) },
    });
    return productView(row);
  });
}

/** What an update may change. */
function facts(row: ProductRow) {
  const { id: _id, slug: _slug, versions: _versions, createdAt: _createdAt, ...facts } = productView(row);
  return facts;
}
