/** What a product's policy makes of a request that looks like an attack. A product that inspects nothing costs nothing. */
import type { AttackFinding } from '@turnpike/contracts/call-record';
import { ApiError } from '@turnpike/errors/api-error';
import type { CatalogueProduct } from '../catalogue.js';
import type { Exchange } from '../exchange.js';
import type { Entitlement } from '../tickets.js';
import { inspectRequest } from './inspect-request.js';

/** What was found and only told; the refusal where the product blocks; null for nothing, or nobody looks. */
export function applyInspection(
  exchange: Exchange,
  { inspection }: Pick<CatalogueProduct, 'inspection'>,
): AttackFinding | ApiError | null {
  if (inspection === 'off') return null;
  const found = inspectRequest(exchange);
  if (found === null || inspection === 'report') return found;
  const message = `The request looks like an attack (${found.kind.replace('_', ' ')}, in its ${found.place}) and was not let through.`;
  return new ApiError('request_blocked', { message, details: found });
}

/** The same for a call that comes with any of several products: the strictest of them decides. */
export function applyStrictest(
  exchange: Exchange,
  entitlements: readonly Entitlement[],
): AttackFinding | ApiError | null {
  let strictest: CatalogueProduct | null = null;
  for (const { product } of entitlements) {
    if (product.inspection === 'block') return applyInspection(exchange, product);
    if (product.inspection === 'report') strictest = product;
  }
  return strictest === null ? null : applyInspection(exchange, strictest);
}
