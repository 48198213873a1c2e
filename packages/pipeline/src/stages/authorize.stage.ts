/**
 * authorize: Identified → Granted. What headers can decide: the tenant may call, and which of the application's
 * subscriptions offer this operation.
 * May touch memory only. Refuses 403; 503 before the first catalogue.
 */
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Caller } from '../caller.js';
import { type Catalogue, planVersionAt } from '../catalogue.js';
import type { Entitlement, Granted, Identified } from '../tickets.js';

export function authorize<O extends Operation>(
  catalogue: Catalogue | null,
  ticket: Identified<O>,
): Granted<O> | ApiError {
  const { arrival, caller } = ticket;
  if (catalogue === null) return new ApiError('store_unavailable', { retryAfterSeconds: 1 });
  if (caller.tenantStatus !== 'active') return new ApiError('tenant_suspended');
  const entitlements = findEntitlements(catalogue, caller, arrival);
  arrival.timer.mark('authorize');
  if (entitlements.length === 0) return new ApiError('no_subscription');
  return { ...ticket, entitlements };
}

function findEntitlements(catalogue: Catalogue, caller: Caller, arrival: Identified['arrival']): Entitlement[] {
  const entitlements: Entitlement[] = [];
  for (const subscription of caller.subscriptions) {
    const product = catalogue.products.get(subscription.productId);
    const plan = catalogue.plans.get(subscription.planId);
    if (product === undefined || plan === undefined || !offers(product.operations, arrival.operation)) continue;
    const planVersion = planVersionAt(plan, arrival.startedAtMs);
    if (planVersion !== null) entitlements.push({ subscription, product, planVersion });
  }
  return entitlements;
}

/** Look-ups (models, receipts) come with any subscription; so does putting a call off, which is then judged itself. */
function offers(operations: ReadonlySet<string>, operation: Operation): boolean {
  return operation.kind !== 'inference' || operations.has(operation.offeredAs ?? operation.key);
}
