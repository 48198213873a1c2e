import type { PriceUnit } from '@turnpike/domain/rating';
import { describe, expect, it } from 'vitest';
import {
  amountFor,
  comparedAmount,
  comparedUnits,
  costOfDay,
  otherPrices,
  overDays,
  perMillion,
  priceFrom,
  pricesOfModel,
} from './prices';

const plan = (prices: [unit: PriceUnit, amount: string, model: string | null][]) => ({
  prices: prices.map(([unit, amount, model]) => ({ unit, amount, model })),
});

const chat = plan([
  ['request', '0.0002', null],
  ['input_token', '0.000003125', null],
  ['input_token', '0.0000001875', 'mini'],
  ['output_token', '0.0000125', null],
]);

it('a model’s own price goes before the general one', () => {
  expect(pricesOfModel(chat, 'mini')).toEqual({
    request: '0.0002',
    input_token: '0.0000001875',
    output_token: '0.0000125',
  });
  expect(amountFor(chat, 'other', 'input_token')).toBe('0.000003125');
  expect(amountFor(chat, 'mini', 'cached_input_token')).toBe('0.0000001875');
  expect(amountFor(plan([]), 'mini', 'input_token')).toBeNull();
});

it('a million units are exact, to the last digit there is', () => {
  expect(['0.0000001875', '0.000000000001', '3', '0'].map(perMillion)).toEqual(['0.1875', '0.000001', '3000000', '0']);
});

describe('priceFrom', () => {
  const product = (plans: { currency: string; prices: ReturnType<typeof plan>['prices'] }[], models = ['mini']) =>
    priceFrom({
      plans: plans as never,
      models: models.map((name) => ({ name, description: '', contextTokens: null, maxOutputTokens: null })),
    });

  it('is the lowest input price of the first plan’s currency', () => {
    const cheaper = plan([['input_token', '0.0000000001', null]]);
    expect(
      product(
        [
          { currency: 'USD', ...chat },
          { currency: 'EUR', ...cheaper },
        ],
        ['mini', 'other'],
      ),
    ).toEqual({
      amount: '0.1875',
      currency: 'USD',
      unit: 'input_token',
    });
  });

  it('is a request’s where tokens have no price, and none where nothing has', () => {
    expect(product([{ currency: 'USD', ...plan([['request', '0.5', null]]) }])).toMatchObject({
      amount: '0.5',
      unit: 'request',
    });
    expect(product([{ currency: 'USD', ...plan([]) }])).toBeNull();
    expect(product([])).toBeNull();
  });
});

it('a table compares tokens where a model has them, and lists what else each is priced by', () => {
  const mixed = plan([
    ['request', '0.001', null],
    ['input_token', '0.000001', 'mini'],
    ['cache_write_token', '0.00000125', 'mini'],
    ['image', '0.04', 'painter'],
  ]);
  expect(comparedUnits(chat, ['mini'])).toEqual(['input_token', 'output_token']);
  expect(comparedUnits(mixed, ['painter', 'mini'])).toEqual(['input_token']);
  expect(comparedUnits(mixed, ['painter'])).toEqual([]);
  expect(otherPrices(mixed, 'mini')).toEqual([{ unit: 'cache_write_token', amount: '0.00000125' }]);
  expect(otherPrices(mixed, 'painter')).toEqual([{ unit: 'image', amount: '0.04' }]);
  expect(otherPrices(chat, 'mini')).toEqual([]);
});

it('small units are compared per million, others apiece', () => {
  expect(comparedAmount('0.000015', 'character')).toBe('15');
  expect(comparedAmount('0.000015', 'image_output_token')).toBe('15');
  expect(comparedAmount('0.040', 'image')).toBe('0.04');
});

it('a product without tokens begins at what else is measured', () => {
  const product = { models: [{ name: 'm', description: '', contextTokens: null, maxOutputTokens: null }] };
  const from = (unit: PriceUnit) =>
    priceFrom({ ...product, plans: [{ currency: 'USD', ...plan([[unit, '0.002', 'm']]) }] as never });
  expect(from('image')).toMatchObject({ amount: '0.002', unit: 'image' });
  expect(from('character')).toMatchObject({ amount: '2000', unit: 'character' });
  expect(from('search')).toMatchObject({ amount: '0.002', unit: 'search' });
});

it('a day costs its requests and its tokens', () => {
  const use = { requests: '1000', inputTokens: '3000000', outputTokens: '1' };
  expect(costOfDay(chat, 'mini', use)).toBe('0.7625125');
  expect(overDays('0.7625125', 30)).toBe('22.875375');
  expect(costOfDay(chat, 'mini', { requests: '0', inputTokens: '0', outputTokens: '0' })).toBe('0');
});

it('a use without a price has no cost, and tokens beyond a double stay exact', () => {
  const tokens = plan([['input_token', '0.000000000001', null]]);
  expect(costOfDay(tokens, 'm', { requests: '5', inputTokens: '1', outputTokens: '1' })).toBeNull();
  expect(costOfDay(tokens, 'm', { requests: '5', inputTokens: '9007199254740993', outputTokens: '0' })).toBe(
    '9007.199254740993',
  );
});
