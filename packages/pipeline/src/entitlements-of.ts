import type { Operation } from '@turnpike/endpoints/operation';
import type { Caller } from './caller.js';
import { type Catalogue, planVersionAt } from './catalogue.js';
import type { Entitlement } from './tickets.js';

/** The subscriptions of a caller with the plan versions in force at a moment; with an operation, those that offer it. */
export function entitlementsOf(
  catalogue: Catalogue,
  caller: Pick<Caller, 'subscriptions'>,
  { atMs, operation = null }: { atMs: number; operation?: Operation | null },
): Entitlement[] {
  const entitlements: Entitlement[] = [];
  for (const subscription of caller.subscriptions) {
    const product = catalogue.products.get(subscription.productId);
    const plan = catalogue.plans.get(subscription.planId);
    if (product === undefined || plan === undefined || !offers(product.operations, operation)) continue;
    const planVersion = planVersionAt(plan, atMs);
    if (planVersion !== null) entitlements.push({ subscription, product, planVersion });
  }
  return entitlements;
}

/** Look-ups (models, receipts) come with any subscription; so does putting a call off, which is then judged itself. */
function offers(operations: ReadonlySet<string>, operation: Operation | null): boolean {
  return operation?.kind !== 'inference' || operations.has(operation.offeredAs ?? operation.key);
}
