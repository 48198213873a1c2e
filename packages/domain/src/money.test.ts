import { Decimal as PlainDecimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseUnitScale,
  currencyExponent,
  Decimal,
  formatAmount,
  fromBaseUnits,
  parseAmount,
  toBaseUnitsDown,
  toBaseUnitsUp,
} from './money.js';

const digits = (maximum: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${maximum}}$`));
const sign = fc.constantFrom('', '-');
/** Anything numeric(38,12) holds, as text. */
const amountText = fc
  .tuple(sign, digits(26), fc.option(digits(12), { nil: undefined }))
  .map(([minus, whole, fraction]) => `${minus}${whole}${fraction === undefined ? '' : `.${fraction}`}`);
const currency = fc.constantFrom('JPY', 'USD', 'KWD');

/** The amount times 10^12 as an integer, by text alone. */
function scaledBy12(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const magnitude = BigInt(whole + fraction.padEnd(12, '0'));
  return text.startsWith('-') ? -magnitude : magnitude;
}

/** Integer division towards minus infinity. */
function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

describe('currencies', () => {
  it.each([['JPY', 0], ['KRW', 0], ['USD', 2], ['EUR', 2], ['KWD', 3], ['BHD', 3], ['CLF', 4]])('%s has %i digits', (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent);
    expect(baseUnitScale(code)).toBe(exponent + 7);
  }); // prettier-ignore
});

describe('base units', () => {
  it.each([
    ['USD', '1', 1_000_000_000n, 1_000_000_000n],
    ['USD', '0.0000000001', 0n, 1n],
    ['USD', '-0.0000000001', -1n, 0n],
    ['USD', '1.0000000019', 1_000_000_001n, 1_000_000_002n],
    ['JPY', '1', 10_000_000n, 10_000_000n],
    ['JPY', '0.00000001', 0n, 1n],
    ['KWD', '1', 10_000_000_000n, 10_000_000_000n],
    ['KWD', '0.000000000001', 0n, 1n],
    ['USD', '9007199.254740993', 9_007_199_254_740_993n, 9_007_199_254_740_993n],
    ['USD', '99999999999999999999999999.999999999999', 99_999_999_999_999_999_999_999_999_999_999_999n, 100_000_000_000_000_000_000_000_000_000_000_000n],
  ])('of %s %s are %d, rounded up %d', (code, text, down, up) => {
    expect(toBaseUnitsDown(new Decimal(text), code)).toBe(down);
    expect(toBaseUnitsUp(new Decimal(text), code)).toBe(up);
  }); // prettier-ignore

  it('are what integer arithmetic says, for every amount that is stored', () => {
    fc.assert(
      fc.property(amountText, currency, (text, code) => {
        const amount = parseAmount(text) as Decimal;
        const step = 10n ** BigInt(12 - baseUnitScale(code));
        expect(toBaseUnitsDown(amount, code)).toBe(floorDivide(scaledBy12(text), step));
        expect(toBaseUnitsUp(amount, code)).toBe(-floorDivide(-scaledBy12(text), step));
      }),
    );
  });

  it('do not depend on the precision of whoever made the amount', () => {
    fc.assert(
      fc.property(amountText, currency, (text, code) => {
        const foreign = new (PlainDecimal.clone({ precision: 20 }))(text);
        expect(toBaseUnitsUp(foreign, code)).toBe(toBaseUnitsUp(new Decimal(text), code));
        expect(toBaseUnitsDown(foreign, code)).toBe(toBaseUnitsDown(new Decimal(text), code));
      }),
    );
  });

  it('come back as the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 35n), max: 10n ** 35n }), currency, (units, code) => {
        const amount = fromBaseUnits(units, code);
        expect(toBaseUnitsUp(amount, code)).toBe(units);
        expect(toBaseUnitsDown(amount, code)).toBe(units);
      }),
    );
  });
});

describe('decimal strings', () => {
  it('are read and written without loss', () => {
    fc.assert(
      fc.property(amountText, (text) => {
        const written = formatAmount(parseAmount(text) as Decimal);
        expect(written).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(scaledBy12(written)).toBe(scaledBy12(text));
      }),
    );
  });

  it.each([
    ['0.000000000001', '0.000000000001'],
    ['00012.500', '12.5'],
    ['-1.50', '-1.5'],
    ['-0', '0'],
    ['99999999999999999999999999', '99999999999999999999999999'],
  ])('%s is %s', (text, written) => {
    expect(formatAmount(parseAmount(text) as Decimal)).toBe(written);
  });

  it.each([
    '', '-', '+1', '.5', '1.', '1,5', '1e3', '1E-7', '1e', '0x10', '0b1', 'NaN', 'Infinity', '-Infinity', ' 1', '1 ', '1\n',
    '1_000', '--1', '1.2.3', '١', '1'.repeat(27), `0.${'1'.repeat(13)}`,
  ])('%j is none', (text) => {
    expect(parseAmount(text)).toBeNull();
  }); // prettier-ignore

  it('never hold an exponent, however small or large the amount', () => {
    for (const text of ['1e-40', '1e-12', '1e26', '1e59', '-1e-39']) {
      expect(formatAmount(new Decimal(text))).not.toMatch(/e/i);
    }
  });
});

describe('Decimal', () => {
  it('multiplies and adds stored amounts without rounding', () => {
    fc.assert(
      fc.property(amountText, amountText, (one, other) => {
        const [left, right] = [new Decimal(one), new Decimal(other)];
        const scale24 = new Decimal(10).pow(24);
        expect(BigInt(left.times(right).times(scale24).toFixed(0))).toBe(scaledBy12(one) * scaledBy12(other));
        expect(scaledBy12(left.plus(right).toFixed())).toBe(scaledBy12(one) + scaledBy12(other));
      }),
    );
  });
});
