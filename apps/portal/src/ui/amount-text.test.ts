import { describe, expect, it } from 'vitest';
import { amountText, countText, durationText } from './amount-text';

describe('amountText', () => {
  it.each([
    ['0', '0.00'],
    ['12.5', '12.50'],
    ['0.0000123', '0.0000123'],
    ['-1234567.100', '−1,234,567.10'],
    ['99999999999999999999.000000000001', '99,999,999,999,999,999,999.000000000001'],
  ])('%s is %s', (amount, text) => {
    expect(amountText(amount)).toBe(text);
  });
});

it('counts have no decimals', () => {
  expect([0, 999, 1000, '12345678901234567890', 10n ** 18n].map(countText)).toEqual([
    '0',
    '999',
    '1,000',
    '12,345,678,901,234,567,890',
    '1,000,000,000,000,000,000',
  ]);
});

it('durations keep about three figures', () => {
  expect([0.4249, 9.99, 10, 999, 1000, 2412, 10_000].map((ms) => Object.values(durationText(ms)).join(' '))).toEqual([
    '0.42 ms',
    '9.99 ms',
    '10 ms',
    '999 ms',
    '1.00 s',
    '2.41 s',
    '10.0 s',
  ]);
});
