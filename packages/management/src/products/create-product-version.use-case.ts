import type { CreateProductVersionInput, ProductView } from '@turnpike/contracts/management/products';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { refuseDuplicate } from '../references/choose-slug.js';
import { lockProduct, replaceOffer } from './lock-product.js';
import { productView, WITH_VERSIONS } from './product-view.js';

/**
 * Gives a product another version; what is left out is taken over from the newest. Versions that are published or
 * deprecated are all served, so the product offers what any of them does. Platform admins only; `conflict` for a taken name.
 */
export async function createProductVersion(
  context: ManagementContext,
  actor: Actor,
  input: { product: string; version: CreateProductVersionInput },
): Promise<ProductView> {
  requirePermission(actor, 'catalogue:write');
  const { lifecycle } = input.version;
  const create = () =>
    inTransaction(context, async (tx) => {
      const product = await lockProduct(tx, input.product);
      const newest = product.versions[0];
      const version = input.version.version ?? nextVersion(product.versions.map((row) => row.version));
      const models = input.version.models ?? newest?.models.map(({ model }) => model.name) ?? [];
      const operations = input.version.operations ?? newest?.operations.map(({ key }) => key) ?? [];
      const { id } = await tx.productVersion.create({
        data: { id: newId(), productId: product.id, version, lifecycle },
      });
      await replaceOffer(tx, id, { models, operations });
      await announceCatalogue(tx);
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'product.version',
        resourceKind: 'product',
        resourceId: product.id,
        detail: { slug: product.slug, version, lifecycle, models, operations },
      });
      return tx.product.findUniqueOrThrow({ where: { id: product.id }, include: WITH_VERSIONS });
    });
  return productView(await refuseDuplicate('version', input.version.version ?? '', create));
}

/** `v1`, `v2` → `v3`; versions named otherwise don't count. */
function nextVersion(versions: readonly string[]): string {
  const numbers = versions.map((version) => Number(/^v(\d{1,6})$/.exec(version)?.[1] ?? 0));
  return `v${Math.max(0, ...numbers) + 1}`;
}
