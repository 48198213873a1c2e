import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { ProductView } from '@turnpike/contracts/management/products';
import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { productView, WITH_VERSIONS } from './product-view.js';
import { visibleProducts } from './visible-products.js';

/** All products for the platform; for others those they may subscribe to. Newest first. */
export async function listProducts(
  context: ManagementContext,
  actor: Actor,
  input: ListInput,
): Promise<Page<ProductView>> {
  return pageOfProducts(context, visibleProducts(actor), input);
}

/** The page both lists of products show, of whatever `where` lets through. */
export async function pageOfProducts(
  context: ManagementContext,
  where: Prisma.ProductWhereInput,
  input: ListInput,
): Promise<Page<ProductView>> {
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.product.findMany({
    where: { AND: [afterCursor(keyset), where] },
    include: WITH_VERSIONS,
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, productView);
}
