import type { CatalogueProductView, ListCatalogueInput } from '@turnpike/contracts/management/catalogue';
import type { Page } from '@turnpike/contracts/management/fields';
import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { offeredProducts } from '../products/visible-products.js';
import { catalogueProductView, withOffer } from './catalogue-product-view.js';

/**
 * What anyone may subscribe to, and, for a member, what their own tenants offer besides: with models, and plans as priced
 * today. Newest first; a fixed number of queries however much is on offer. Null is a visitor.
 */
export async function listCatalogue(
  context: ManagementContext,
  actor: Actor | null,
  input: ListCatalogueInput,
): Promise<Page<CatalogueProductView>> {
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.product.findMany({
    where: { AND: [afterCursor(keyset), offeredProducts(actor), matching(input.q)] },
    include: withOffer(context.now()),
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, catalogueProductView);
}

function matching(q: string | undefined): Prisma.ProductWhereInput {
  if (q === undefined || q === '') return {};
  // Prisma leaves the signs of LIKE as they are.
  const text = { contains: q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const;
  const ofModel = { versions: { some: { models: { some: { model: { name: text } } } } } };
  return { OR: [{ name: text }, { slug: text }, { description: text }, ofModel] };
}
