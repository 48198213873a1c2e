import { expect, test } from 'vitest';
import { DEMO_PLAN, DEMO_PRODUCT, MORE_PLANS, MORE_PRODUCTS } from './demo-catalogue.js';
import { DEMO_MODELS, DEMO_PROVIDERS } from './demo-models.js';

const PRODUCTS = [DEMO_PRODUCT, ...MORE_PRODUCTS];

test.each([DEMO_PLAN, ...MORE_PLANS].map((plan) => [plan.slug ?? '', plan] as const))(
  'plan %s prices every model it sells, above its cost and in the same units',
  (_, plan) => {
    const product = PRODUCTS.find(({ slug }) => slug === plan.product);
    expect(product?.models).not.toHaveLength(0);
    for (const { name, cost } of DEMO_MODELS.filter(({ name: each }) => product?.models.includes(each))) {
      const priced = plan.prices.filter(({ model }) => model === name);
      expect(priced.map(({ unit }) => unit).sort()).toEqual(cost.map(({ unit }) => unit).sort());
      for (const { unit, amount } of cost) {
        expect(Number(priced.find((price) => price.unit === unit)?.amount)).toBeGreaterThan(Number(amount));
      }
    }
  },
);

test('every provider of the demo serves a model, and every model has a provider', () => {
  const served = new Set(DEMO_MODELS.flatMap(({ targets }) => targets.map(({ provider }) => provider)));
  expect(served).toEqual(new Set(DEMO_PROVIDERS.map(({ slug }) => slug)));
});
