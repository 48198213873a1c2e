import { expect, test } from 'vitest';
import { type GridPrice, readPrices, tableFor, textsOf } from './price-texts';

const PRICES: GridPrice[] = [
  { unit: 'request', amount: '0.01', model: null },
  { unit: 'input_token', amount: '0.0000025', model: null },
  { unit: 'input_token', amount: '0.000001', model: 'mini' },
];

test('prices come back from the fields as they went in', () => {
  expect(readPrices(textsOf(PRICES), [null, 'mini'])).toEqual({ prices: PRICES, wrong: new Set() });
});

test('empty fields are no price, and wrong ones are named', () => {
  const { prices, wrong } = readPrices({ 'input_token mini': 'abc', 'output_token ': ' ', 'request ': '0' }, [
    null,
    'mini',
  ]);
  expect(prices).toEqual([{ unit: 'request', amount: '0', model: null }]);
  expect(wrong).toEqual(new Set(['input_token mini']));
});

test('a model’s own price goes before the general one', () => {
  expect(tableFor(PRICES, 'mini')).toEqual({ request: '0.01', input_token: '0.000001' });
  expect(tableFor(PRICES, 'other')).toEqual({ request: '0.01', input_token: '0.0000025' });
  expect(tableFor(PRICES, null)).toEqual({ request: '0.01', input_token: '0.0000025' });
});
