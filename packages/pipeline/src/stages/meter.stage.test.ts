import { NO_USAGE } from '@turnpike/domain/usage';
import { expect, test } from 'vitest';
import { arrivalOf, callerOf, entitlementOf, modelOf, planVersionOf, understoodOf } from '../../test/ticket.fixture.js';
import { meter } from './meter.stage.js';

const USAGE = { ...NO_USAGE, inputTokens: 10, cachedInputTokens: 3, outputTokens: 7, reasoningTokens: 2 };
const READING = { usage: USAGE, source: 'provider', endReason: 'complete', status: 200 } as const;
const costs = [
  { effectiveFromMs: 2_000, currency: 'EUR', prices: { input_token: '9' } },
  { effectiveFromMs: 0, currency: 'USD', prices: { input_token: '0.1', output_token: '0.2' } },
];

test('charge by the plan’s prices, cost by the model’s at the time of the request', () => {
  const prices = { request: '1', input_token: '0.01', cached_input_token: '0.001', output_token: '0.02' };
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices }) });
  const bill = meter(
    understoodOf({ entitlement, model: modelOf({ costs }), arrival: arrivalOf({ startedAtMs: 1_999 }) }),
    READING,
    null,
  );
  expect(bill).toMatchObject({ charge: '1.283', cost: '3.1', costCurrency: 'USD' });
  expect(bill.parts).toHaveLength(5);
});

test('the model’s own prices go before the plan’s', () => {
  const pricesByModel = new Map([['model', { request: '5' }]]);
  const entitlement = entitlementOf({ planVersion: planVersionOf({ pricesByModel }) });
  expect(meter(understoodOf({ entitlement }), READING, null)).toMatchObject({ charge: '5', costCurrency: null });
});

test('nothing delivered, nothing charged, not even the request', () => {
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices: { request: '5' } }) });
  const reading = { ...READING, usage: NO_USAGE, source: 'none' } as const;
  expect(meter(understoodOf({ entitlement, model: modelOf({ costs }) }), reading, null)).toMatchObject({
    charge: '0',
    cost: '0',
    parts: [],
  });
});

test.each([
  ['the price of a kept answer', { cache_hit: '0.5' }, '0.5', ['cache_hit']],
  ['a price of nothing, where somebody said so', { cache_hit: '0' }, '0', ['cache_hit']],
  ['what the answer itself costs, where nobody did', {}, '1.17', ['request', 'input_token', 'output_token']],
])('an answer that was kept is charged %s, and costs us nothing', (_what, given, charge, units) => {
  const prices = { request: '1', input_token: '0.01', output_token: '0.01', ...given };
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices }) });
  const reading = { ...READING, usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 7 }, source: 'cache' } as const;
  const bill = meter(understoodOf({ entitlement, model: modelOf({ costs }) }), reading, null);
  expect(bill).toMatchObject({ charge, cost: '0', costCurrency: null });
  expect(bill.parts.map(({ unit }) => unit)).toEqual(units);
  const ofTest = understoodOf({ entitlement, caller: callerOf({ environment: 'test' }) });
  expect(meter(ofTest, reading, null)).toMatchObject({ charge: '0', parts: [] });
});

test('a test call costs nobody anything', () => {
  const ticket = understoodOf({ caller: callerOf({ environment: 'test' }), model: modelOf({ costs }) });
  expect(meter(ticket, READING, null)).toMatchObject({ charge: '0', cost: '0', parts: [] });
});
