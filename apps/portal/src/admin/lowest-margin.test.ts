import type { PlanMargin } from '@turnpike/contracts/management/margins';
import { expect, test } from 'vitest';
import { lowestMargin } from './lowest-margin';

const plan = (name: string, units: [margin: string | null, percent: string | null][]): PlanMargin => ({
  planId: name,
  plan: name,
  productId: 'p',
  product: 'P',
  priceCurrency: 'USD',
  costCurrency: 'USD',
  units: units.map(([margin, percent]) => ({ unit: 'request', price: '1', cost: '1', margin, percent })),
});

test('finds the unit on which least is earned', () => {
  const plans = [
    plan('a', [
      ['1', '50'],
      [null, null],
    ]),
    plan('b', [['0.1', '9.5']]),
    plan('c', [['1', '10']]),
  ];
  expect(lowestMargin(plans)).toMatchObject({ plan: 'b', percent: '9.5' });
});

test('what is given away at a cost is the lowest of all', () => {
  expect(lowestMargin([plan('a', [['-5', '-500']]), plan('free', [['-1', null]])])).toMatchObject({ plan: 'free' });
});

test('is null where nothing can be compared', () => {
  expect(lowestMargin([plan('a', [[null, null]])])).toBeNull();
  expect(lowestMargin([])).toBeNull();
});
