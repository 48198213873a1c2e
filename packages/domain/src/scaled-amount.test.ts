import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal, formatAmount, toBaseUnitsUp } from './money.js';
import { formatScaled, parseScaled, scaledToBaseUnitsUp } from './scaled-amount.js';

const scaled = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n });
const asDecimal = (value: bigint) => new Decimal(value.toString()).div(new Decimal(10).pow(12));

test('says the same as Decimal, there and back', () => {
  fc.assert(
    fc.property(scaled, (value) => {
      expect(formatScaled(value)).toBe(formatAmount(asDecimal(value)));
      expect(parseScaled(formatScaled(value))).toBe(value);
    }),
  );
});

test('rounds up to base units as money does, in currencies of every exponent', () => {
  fc.assert(
    fc.property(scaled, fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (value, currency) => {
      expect(scaledToBaseUnitsUp(value, currency)).toBe(toBaseUnitsUp(asDecimal(value), currency));
    }),
  );
});

test('refuses what is no decimal of at most 12 places', () => {
  for (const text of ['', '1e3', '.5', '1.', '0.0000000000001', 'NaN', '0x1', '1,5']) {
    expect(() => parseScaled(text)).toThrow(RangeError);
  }
});
