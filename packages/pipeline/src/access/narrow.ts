/**
 * Of the subscriptions that offer an operation, those that the credential may use it by: its scopes cover it, what the
 * call shows is enough for the product, policies let it be called, and the product wasn't switched off.
 */
import { coversScope } from '@turnpike/domain/scopes';
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Catalogue } from '../catalogue.js';
import type { Entitlement, Identified } from '../tickets.js';
import { checkFactors } from './check-factors.js';
import { checkPolicies } from './check-policies.js';

/** What is left, or why nothing is: the refusal of the last that was left out. */
export function narrow(ticket: Identified, entitlements: readonly Entitlement[]): readonly Entitlement[] | ApiError {
  let refused: ApiError | null = null;
  let left: Entitlement[] | null = null;
  for (const [index, entitlement] of entitlements.entries()) {
    const error = refusalOf(ticket, entitlement);
    if (error === null) left?.push(entitlement);
    else {
      refused = error;
      left ??= entitlements.slice(0, index);
    }
  }
  if (left === null) return entitlements;
  return left.length === 0 && refused !== null ? refused : left;
}

/**
 * Why a model that nothing of what is left offers can't be asked, where a subscription that was left out offers it: the
 * refusal it was left out for. Asked of calls that fail anyway.
 */
export function whyLeftOut(catalogue: Catalogue, ticket: Identified, model: string): ApiError | null {
  const { operation } = ticket.arrival;
  for (const { productId } of ticket.caller.subscriptions) {
    const product = catalogue.products.get(productId);
    if (product === undefined || !product.models.has(model)) continue;
    const isOffered = operation.kind !== 'inference' || product.operations.has(operation.offeredAs ?? operation.key);
    const refusal = isOffered ? refusalOf(ticket, { product }) : null;
    if (refusal !== null) return refusal;
  }
  return null;
}

function refusalOf(ticket: Identified, { product }: Pick<Entitlement, 'product'>): ApiError | null {
  if (product.stopReason !== null) {
    const message = product.stopReason === '' ? undefined : `The API was switched off: ${product.stopReason}`;
    return new ApiError('product_stopped', { ...(message && { message }), details: { product: product.slug } });
  }
  const { scopes } = ticket.caller.terms ?? NO_TERMS;
  if (scopes !== null && !covers(scopes, product.slug, ticket.arrival.operation))
    return new ApiError('insufficient_scope', { details: { scope: product.slug } });
  const unproven = checkFactors(ticket, product.auth);
  if (unproven !== null || ticket.caller.accountTerms === null) return unproven;
  return checkPolicies(ticket, { product: product.slug });
}

const NO_TERMS = { scopes: null };

/** Look-ups come with any scope of the product; inference is named, or comes with the product as a whole. */
function covers(scopes: readonly string[], product: string, operation: Operation): boolean {
  if (operation.kind === 'inference') return coversScope(scopes, `${product}:${operation.offeredAs ?? operation.key}`);
  return scopes.some((scope) => scope === '*' || scope.split(':', 1)[0] === product);
}
