import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { ListProductsInput, ProductView } from '@turnpike/contracts/management/products';
import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { contains } from '../references/name-contains.js';
import { requireId } from '../references/require-id.js';
import { productView, WITH_VERSIONS } from './product-view.js';
import { countProductUse } from './use-counts.js';
import { visibleProducts } from './visible-products.js';

/**
 * All products for the platform, with how much hangs on each; for others those they may subscribe to. Newest first; of a
 * search or a stage of life where one is given.
 */
export async function listProducts(
  context: ManagementContext,
  actor: Actor,
  input: ListProductsInput,
): Promise<Page<ProductView>> {
  const { q, lifecycle } = input;
  const filters: Prisma.ProductWhereInput[] = [
    visibleProducts(actor),
    q === undefined ? {} : { OR: [{ name: contains(q) }, { slug: contains(q) }, { description: contains(q) }] },
    lifecycle === undefined ? {} : { lifecycle },
  ];
  const page = await pageOfProducts(context, { AND: filters }, input);
  return isPlatform(actor) ? { ...page, items: await withCounts(context, page.items) } : page;
}

async function withCounts(context: ManagementContext, products: readonly ProductView[]): Promise<ProductView[]> {
  const ids = products.map(({ id }) => requireId('product', id));
  const counts = await countProductUse(context, ids);
  return products.map((product, index) => ({ ...product, counts: counts.get(ids[index] as string) }));
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
