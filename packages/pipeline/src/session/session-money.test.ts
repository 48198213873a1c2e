import { realtime } from '@turnpike/endpoints/realtime/realtime.operation';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { PriceTable } from '@turnpike/domain/rating';
import { expect, test, vi } from 'vitest';
import { arrivalOf, callerOf, entitlementOf, guardedOf, planVersionOf } from '../../test/ticket.fixture.js';
import type { Dispatched } from '../tickets.js';
import { SessionMoney } from './session-money.js';

const USED: Usage = { ...NO_USAGE, inputTokens: 10, audioOutputTokens: 20, seconds: '1.5' };
const TOKENS = { input_token: '0.001', output_token: '0.002' };

function moneyOf(prices: PriceTable, given: { hold?: bigint; billingMode?: 'prepaid' | 'postpaid' } = {}) {
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices }) });
  const caller = callerOf({ billingMode: given.billingMode ?? 'prepaid' });
  const guarded = guardedOf({ entitlement, caller, arrival: arrivalOf({ operation: realtime }) });
  const limits = { checks: [], sources: [] };
  const ticket = { ...guarded, limits, hold: given.hold ?? 1_000_000_000n } as unknown as Dispatched;
  const port = { extend: vi.fn(() => Promise.resolve(false)), onExtended: vi.fn(), onExhausted: vi.fn() };
  return { money: new SessionMoney(ticket, realtime.session.ways, port), port };
}

test.each<[prices: PriceTable, billed: Usage]>([
  [TOKENS, { ...USED, seconds: '0' }],
  [{ second: '1' }, { ...NO_USAGE, seconds: '1.5' }],
  [{ ...TOKENS, second: '1' }, USED],
])('a reaper, who rates all that it is told, is told what %j prices', (prices, billed) => {
  expect(moneyOf(prices).money.billed(USED)).toEqual(billed);
});

test('tokens and time are held for together, and what the balance does not carry ends the session', async () => {
  const { money, port } = moneyOf({ ...TOKENS, second: '0.1' });
  expect(money.covers({ ...NO_USAGE, inputTokens: 100, seconds: '1' })).toBe(true);
  expect(port.extend).not.toHaveBeenCalled();
  // 0.4 for the tokens and 0.4 for the time of 1: more than 70 %.
  expect(money.covers({ ...NO_USAGE, inputTokens: 400, seconds: '4' })).toBe(true);
  await vi.waitFor(() => expect(port.extend).toHaveBeenCalledTimes(5), 15_000);
  // At the edge it asks again: money may have come.
  expect(money.covers({ ...NO_USAGE, inputTokens: 400, seconds: '6' })).toBe(false);
  expect([money.isWaiting, port.onExhausted.mock.calls.length]).toEqual([true, 0]);
  await vi.waitFor(() => expect(port.onExhausted).toHaveBeenCalledOnce(), 15_000);
  expect(port.extend).toHaveBeenCalledTimes(10);
});

test('nobody watches who pays afterwards, nor a price that does not grow', () => {
  const endless = { ...NO_USAGE, inputTokens: 1e9, seconds: '1' };
  expect(moneyOf(TOKENS, { billingMode: 'postpaid' }).money.covers(endless)).toBe(true);
  expect(moneyOf({ request: '1' }).money.covers(endless)).toBe(true);
  expect(moneyOf(TOKENS, { hold: 0n }).money.covers(endless)).toBe(true);
});
