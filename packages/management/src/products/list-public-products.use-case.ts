import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { ProductView } from '@turnpike/contracts/management/products';
import type { ManagementContext } from '../management-context.js';
import { pageOfProducts } from './list-products.use-case.js';
import { PUBLIC_PRODUCTS } from './visible-products.js';

/** The catalogue anyone may read, signed in or not. */
export async function listPublicProducts(context: ManagementContext, input: ListInput): Promise<Page<ProductView>> {
  return pageOfProducts(context, PUBLIC_PRODUCTS, input);
}
