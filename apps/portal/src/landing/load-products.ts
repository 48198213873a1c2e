import type { ProductView } from '@turnpike/contracts/management/products';
import { listPublicProducts } from '@turnpike/management/products/list-public-products.use-case';
import { managementContext } from '../server/management';
import { reportFailure } from '../server/report-failure';

/** The published products, newest first, or the reference of the log line that says why there are none to show. */
export type ProductsOutcome =
  | { readonly kind: 'loaded'; readonly products: readonly ProductView[]; readonly more: boolean }
  | { readonly kind: 'unavailable'; readonly reference: string };

const productsShown = 100;

/** Reads the catalogue. A database that is away costs the page its list, not the page. */
export async function loadProducts(): Promise<ProductsOutcome> {
  try {
    const { items, nextCursor } = await listPublicProducts(managementContext(), { limit: productsShown });
    return { kind: 'loaded', products: items, more: nextCursor !== null };
  } catch (failure) {
    return { kind: 'unavailable', reference: reportFailure('list published products', failure) };
  }
}
