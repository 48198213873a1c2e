import { listModels } from '@turnpike/endpoints/registry';
import { expect, test } from 'vitest';
import { arrivalOf, callerOf, catalogueOf, codeOf, planVersionOf, productOf } from '../../test/ticket.fixture.js';
import { authorize } from './authorize.stage.js';

test.each([
  ['before the first catalogue', null, callerOf(), 'store_unavailable'],
  ['a suspended tenant', catalogueOf(), callerOf({ tenantStatus: 'suspended' }), 'tenant_suspended'],
  ['no subscription', catalogueOf(), callerOf({ subscriptions: [] }), 'no_subscription'],
  ['a product that is gone', catalogueOf(), callerOf({ subscriptions: [{ id: 's', productId: 'gone', planId: 'plan' }] }), 'no_subscription'],
  ['a plan that is gone', catalogueOf(), callerOf({ subscriptions: [{ id: 's', productId: 'product', planId: 'gone' }] }), 'no_subscription'],
  ['a product without this operation', catalogueOf({ product: productOf({ operations: new Set() }) }), callerOf(), 'no_subscription'],
  ['a plan that begins tomorrow', catalogueOf({ versions: [planVersionOf({ effectiveFromMs: Date.now() + 1e8 })] }), callerOf(), 'no_subscription'],
])('%s', (_what, catalogue, caller, code) => {
  expect(codeOf(authorize(catalogue, { arrival: arrivalOf(), caller }))).toBe(code);
}); // prettier-ignore

test('the plan version in force when the request came, not the newest', () => {
  const [future, present, past] = [3_000, 2_000, 1_000].map((effectiveFromMs) => planVersionOf({ effectiveFromMs }));
  const catalogue = catalogueOf({ versions: [future!, present!, past!] });
  const granted = authorize(catalogue, { arrival: arrivalOf({ startedAtMs: 2_999 }), caller: callerOf() });
  expect(granted).toMatchObject({ entitlements: [{ planVersion: { id: present!.id } }] });
});

test('look-ups come with any subscription', () => {
  const catalogue = catalogueOf({ product: productOf({ operations: new Set() }) });
  const arrival = { ...arrivalOf(), operation: listModels };
  expect(authorize(catalogue, { arrival, caller: callerOf() })).toMatchObject({
    entitlements: [{ product: { id: 'product' } }],
  });
});
