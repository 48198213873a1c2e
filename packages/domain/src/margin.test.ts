import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareMargins, marginOf } from './margin.js';
import { Decimal } from './money.js';

const usd = (amounts: Record<string, string>) => ({ currency: 'USD', amounts });

test('a margin is exact to the last digit, and its share has two places', () => {
  expect(marginOf('0.000003', '0.000002')).toEqual({ margin: '0.000001', percent: '33.33' });
  expect(marginOf('0.000000000001', '0.000000000002')).toEqual({ margin: '-0.000000000001', percent: '-100' });
  expect(marginOf('5', '5')).toEqual({ margin: '0', percent: '0' });
});

test('of a price of zero there is no share', () => {
  expect(marginOf('0', '0.1')).toEqual({ margin: '-0.1', percent: null });
});

test('units are compared as they are rated: cached input falls back to input on either side', () => {
  const margins = compareMargins(
    usd({ input_token: '0.000004', output_token: '0.00001' }),
    usd({ input_token: '0.000002', cached_input_token: '0.000001' }),
  );
  expect(margins).toEqual([
    { unit: 'input_token', price: '0.000004', cost: '0.000002', margin: '0.000002', percent: '50' },
    { unit: 'cached_input_token', price: '0.000004', cost: '0.000001', margin: '0.000003', percent: '75' },
    { unit: 'output_token', price: '0.00001', cost: null, margin: null, percent: null },
  ]);
});

test('what has no cost, or a cost in another currency, has no margin', () => {
  const prices = usd({ request: '1' });
  expect(compareMargins(prices, null)[0]).toMatchObject({ price: '1', cost: null, margin: null });
  const euros = { currency: 'EUR', amounts: { request: '0.5' } };
  expect(compareMargins(prices, euros)[0]).toMatchObject({ price: '1', cost: '0.5', margin: null, percent: null });
});

test('margin and cost always add up to the price', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 30n }).map((n) => new Decimal(n.toString()).div('1e12').toFixed());
  fc.assert(
    fc.property(amount, amount, (price, cost) => {
      expect(new Decimal(marginOf(price, cost).margin).plus(cost).eq(price)).toBe(true);
    }),
  );
});
