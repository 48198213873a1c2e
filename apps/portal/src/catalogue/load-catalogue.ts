import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import type { Page } from '@turnpike/contracts/management/fields';
import type { Actor } from '@turnpike/management/actor';
import { listCatalogue } from '@turnpike/management/catalogue/list-catalogue.use-case';
import { managementContext } from '../server/management';
import { reportFailure } from '../server/report-failure';

/** What is on offer for whoever looks, or the reference of the log line that says why there is nothing to show. */
export type CatalogueOutcome =
  | { readonly kind: 'loaded'; readonly page: Page<CatalogueProductView> }
  | { readonly kind: 'unavailable'; readonly reference: string };

/** Reads the catalogue. A database that is away costs a page its list, not the page. */
export async function loadCatalogue(
  actor: Actor | null,
  query: { q?: string; limit: number; cursor?: string },
): Promise<CatalogueOutcome> {
  try {
    return { kind: 'loaded', page: await listCatalogue(managementContext(), actor, query) };
  } catch (failure) {
    return { kind: 'unavailable', reference: reportFailure('list the catalogue', failure) };
  }
}
