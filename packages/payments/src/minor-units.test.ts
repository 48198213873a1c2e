import { Decimal } from '@turnpike/domain/money';
import { expect, test } from 'vitest';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';

test.each([
  ['USD', '10.5', 1050],
  ['USD', '10.505', null],
  ['EUR', '0.29', 29],
  ['JPY', '500', 500],
  ['JPY', '500.5', null],
  ['KWD', '2.5', 2500],
  ['KWD', '2.555', null],
  ['ISK', '5', 500],
  ['ISK', '5.5', null],
  ['MGA', '5000', 5000],
])('%s %s is %j', (currency, amount, units) => {
  expect(toMinorUnits(new Decimal(amount), currency)).toBe(units);
  if (units !== null) expect(fromMinorUnits(units, currency).toFixed()).toBe(new Decimal(amount).toFixed());
});

test('a number that JavaScript can not hold exactly is never sent', () => {
  expect(toMinorUnits(new Decimal('90071992547409.92'), 'USD')).toBeNull();
});
