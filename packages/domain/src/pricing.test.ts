import { expect, test } from 'vitest';
import { measuresIn, type PricingWays, ratedTable } from './pricing.js';
import type { PriceTable } from './rating.js';

/** Pictures: apiece, or by their tokens. */
const PICTURES: PricingWays = [['image'], ['input_token', 'image_output_token']];

test.each<[string, PriceTable, PriceTable | null]>([
  ['by the way that is priced', { image: '1' }, { image: '1' }],
  ['by the other way', { input_token: '1', output_token: '2' }, { input_token: '1', output_token: '2' }],
  [
    'by one way where both are priced, and not by both',
    { request: '9', image: '1', input_token: '1', cached_input_token: '1', output_token: '2' },
    { request: '9', image: '1' },
  ],
  ['with units that are no way of it', { image: '1', search: '3' }, { image: '1', search: '3' }],
  ['by request alone', { request: '1' }, { request: '1' }],
  ['by request where only strange units have a price', { request: '1', second: '1' }, { request: '1', second: '1' }],
  ['not by half a way', { input_token: '1' }, null],
  ['not by half a way and the request', { request: '1', input_token: '1' }, null],
  ['not for nothing', {}, null],
  ['not by strange units', { character: '1' }, null],
])('pictures are rated %s', (_, prices, expected) => {
  const table = ratedTable(prices, PICTURES);
  expect(table).toEqual(expected);
  expect(ratedTable(prices, PICTURES)).toBe(table);
});

test('a call with one way has the whole table', () => {
  const prices = { input_token: '1', output_token: '1', search: '5', image: '2' };
  expect(ratedTable(prices, [['input_token', 'output_token']])).toBe(prices);
});

test('an operation without units is priced by request alone', () => {
  expect(ratedTable({ request: '1' }, [])).toEqual({ request: '1' });
  expect(ratedTable({ input_token: '1' }, [])).toBeNull();
});

test('a table says what has to be measured', () => {
  expect([...measuresIn({ request: '1', cached_input_token: '1', output_token: '1', image: '1' })]).toEqual([
    'request',
    'token',
    'image',
  ]);
  expect(measuresIn({}).size).toBe(0);
});
