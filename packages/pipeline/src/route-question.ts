import type { RouteQuestion } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from './catalogue.js';
import { residencyFilter } from './residency-filter.js';
import type { Understood } from './tickets.js';

/** What routing may know of a call. */
export function questionOf({ arrival, caller, request }: Understood): RouteQuestion<CatalogueTarget> {
  const { exchange } = arrival;
  return {
    environment: caller.environment,
    path: exchange.path,
    headers: exchange.headers,
    tenantId: caller.tenantId,
    apiKeyId: caller.keyId,
    endUser: request.endUser,
    filter: caller.residency === null ? null : residencyFilter(caller.residency),
  };
}
