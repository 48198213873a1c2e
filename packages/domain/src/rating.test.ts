import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from './money.js';
import {
  chargeFor, isPricedPerMillion, PRICE_UNITS, type PriceTable, type PriceUnit, pricesUnits, rate, unitAmount, usedUnits, worstCase,
} from './rating.js'; // prettier-ignore
import {
  COUNT_BUCKETS, type CountBucket, INPUT_BUCKETS, inputTokensOf, NO_USAGE, OUTPUT_BUCKETS, outputTokensOf, pickUsage, type Usage,
} from './usage.js'; // prettier-ignore

const TOKENS = ['input_token', 'output_token'] as const;

const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 8n }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
  .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(12, '0')}`);
const table: fc.Arbitrary<PriceTable> = fc
  .record(Object.fromEntries(PRICE_UNITS.map((unit) => [unit, fc.option(amount, { nil: undefined })])))
  .map((prices) => Object.fromEntries(Object.entries(prices).filter(([, price]) => price !== undefined)));
const count = fc.oneof(fc.nat(3), fc.nat(2_000_000), fc.constant(Number.MAX_SAFE_INTEGER));
const usage: fc.Arbitrary<Usage> = fc.record({
  ...(Object.fromEntries(COUNT_BUCKETS.map((bucket) => [bucket, count])) as Record<CountBucket, typeof count>),
  seconds: fc.oneof(fc.constant('0'), fc.tuple(fc.nat(99_999), fc.nat(999)).map(([s, ms]) => `${s}.${String(ms).padStart(3, '0')}`)),
}); // prettier-ignore

/** A decimal string as an integer of 10^-15. */
function femto(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(15, '0'));
}

/** Half-even rounding of an integer of 10^-30 to one of 10^-12. */
function roundTo12(value: bigint): bigint {
  const unit = 10n ** 18n;
  const [quotient, twice] = [value / unit, (value % unit) * 2n];
  if (twice === unit) return quotient + (quotient % 2n);
  return twice > unit ? quotient + 1n : quotient;
}

describe('rate', () => {
  it('adds up by hand: charge = Σ parts, part = quantity × amount', () => {
    fc.assert(
      fc.property(table, usage, (prices, used) => {
        const { parts, charge } = rate(prices, used);
        expect(chargeFor(prices, used)).toBe(charge);
        let sum = 0n;
        for (const part of parts) {
          expect(part.amount).toBe(unitAmount(prices, part.unit));
          expect(part.quantity + part.amount + part.charge).not.toMatch(/e/i);
          const byHand = roundTo12(femto(part.quantity) * femto(part.amount));
          expect(femto(part.charge)).toBe(byHand * 1000n);
          sum += byHand;
        }
        expect(femto(charge)).toBe(sum * 1000n);
      }),
    );
  });

  it('rates each unit used once, and nothing that was not used or has no price', () => {
    fc.assert(
      fc.property(table, usage, (prices, used) => {
        const quantities: Record<PriceUnit, string> = {
          request: '1', input_token: `${used.inputTokens}`, cached_input_token: `${used.cachedInputTokens}`,
          cache_write_token: `${used.cacheWriteTokens}`, audio_input_token: `${used.audioInputTokens}`,
          image_input_token: `${used.imageInputTokens}`, output_token: `${used.outputTokens}`,
          reasoning_token: `${used.reasoningTokens}`, audio_output_token: `${used.audioOutputTokens}`,
          image_output_token: `${used.imageOutputTokens}`, second: used.seconds, image: `${used.images}`,
          character: `${used.characters}`, search: `${used.searches}`, cache_hit: '0',
        }; // prettier-ignore
        const expected = PRICE_UNITS.filter(
          (unit) => unitAmount(prices, unit) !== undefined && quantities[unit] !== '0',
        );
        const { parts } = rate(prices, used);
        expect(parts.map((part) => part.unit).sort()).toEqual([...expected].sort());
        for (const part of parts) expect(part.quantity).toBe(quantities[part.unit]);
      }),
    );
  });

  it('is exact where a double is not', () => {
    const { charge, parts } = rate(
      { input_token: '0.1', output_token: '0.2' },
      { ...NO_USAGE, inputTokens: 1, outputTokens: 1 },
    );
    expect(charge).toBe('0.3');
    expect(parts).toEqual([
      { unit: 'input_token', quantity: '1', amount: '0.1', charge: '0.1', kind: 'metered' },
      { unit: 'output_token', quantity: '1', amount: '0.2', charge: '0.2', kind: 'metered' },
    ]);
    const most = rate(
      { input_token: '99999999999999.000000000001' },
      { ...NO_USAGE, inputTokens: Number.MAX_SAFE_INTEGER },
    );
    expect(most.charge).toBe(new Decimal('99999999999999.000000000001').times('9007199254740991').toFixed());
  });

  it('rates cached and reasoning tokens as input and output when they have no price of their own', () => {
    const used = { ...NO_USAGE, inputTokens: 10, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 2 };
    expect(rate({ input_token: '1', output_token: '10' }, used).charge).toBe('64');
    expect(
      rate({ input_token: '1', cached_input_token: '0.5', output_token: '10', reasoning_token: '0' }, used).charge,
    ).toBe('42');
  });

  it.each<[CountBucket | 'seconds', PriceUnit, PriceUnit | null]>([
    ['inputTokens', 'input_token', null],
    ['cachedInputTokens', 'cached_input_token', 'input_token'],
    ['cacheWriteTokens', 'cache_write_token', 'input_token'],
    ['audioInputTokens', 'audio_input_token', 'input_token'],
    ['imageInputTokens', 'image_input_token', 'input_token'],
    ['outputTokens', 'output_token', null],
    ['reasoningTokens', 'reasoning_token', 'output_token'],
    ['audioOutputTokens', 'audio_output_token', 'output_token'],
    ['imageOutputTokens', 'image_output_token', 'output_token'],
    ['images', 'image', null],
    ['characters', 'character', null],
    ['searches', 'search', null],
    ['seconds', 'second', null],
  ])('%s are rated by %s, else by %s', (bucket, unit, fallback) => {
    const used: Usage = bucket === 'seconds' ? { ...NO_USAGE, seconds: '3' } : { ...NO_USAGE, [bucket]: 3 };
    expect(usedUnits(used)).toEqual([unit]);
    expect(rate({ [unit]: '0.5' }, used).parts).toEqual([
      { unit, quantity: '3', amount: '0.5', charge: '1.5', kind: 'metered' },
    ]);
    const others = Object.fromEntries(
      PRICE_UNITS.filter((one) => one !== unit && one !== 'request').map((one) => [one, '7']),
    );
    expect(rate(others, used).charge).toBe(fallback === null ? '0' : '21');
    expect(pricesUnits(others, [unit])).toBe(fallback !== null);
  });

  it('rounds a part half to even at the twelfth digit', () => {
    const charged = (seconds: string) => rate({ second: '0.000000000001' }, { ...NO_USAGE, seconds }).charge;
    expect(['0.5', '1.5', '2.5', '2.51'].map(charged)).toEqual([
      '0',
      '0.000000000002',
      '0.000000000002',
      '0.000000000003',
    ]);
  });

  it('charges nothing for nothing', () => {
    expect(rate({ input_token: '1' }, NO_USAGE)).toMatchObject({ parts: [] });
    expect(rate({ request: '0.01' }, NO_USAGE).charge).toBe('0.01');
  });
});

describe('pricesUnits', () => {
  it.each<[string, PriceTable, boolean]>([
    ['both tokens', { input_token: '1', output_token: '1' }, true],
    ['both tokens at zero, which someone said', { input_token: '0', output_token: '0' }, true],
    ['requests only', { request: '1' }, true],
    ['requests and both tokens', { request: '1', input_token: '1', output_token: '1' }, true],
    ['one token of two', { input_token: '1' }, false],
    ['requests and one token of two', { request: '1', output_token: '1' }, false],
    ['cached input but not input', { cached_input_token: '1', output_token: '1' }, false],
    ['another unit', { second: '1' }, false],
    ['nothing', {}, false],
  ])('a table of %s', (_, prices, expected) => {
    expect(pricesUnits(prices, TOKENS)).toBe(expected);
  });

  it('falls back for cached and reasoning tokens', () => {
    const units = ['input_token', 'cached_input_token', 'output_token', 'reasoning_token'] as const;
    expect(pricesUnits({ input_token: '1', output_token: '1' }, units)).toBe(true);
    expect(pricesUnits({ cached_input_token: '1', reasoning_token: '1' }, units)).toBe(false);
  });

  it('does not price a call that uses no unit, unless per request', () => {
    expect(pricesUnits({}, [])).toBe(false);
    expect(pricesUnits({ input_token: '1' }, [])).toBe(false);
    expect(pricesUnits({ request: '1' }, [])).toBe(true);
    expect(pricesUnits({ request: '1' }, ['request'])).toBe(true);
  });

  it('accepts a table only if no unit asked about is silently free', () => {
    fc.assert(
      fc.property(table, fc.subarray([...PRICE_UNITS]), (prices, units) => {
        fc.pre(pricesUnits(prices, units));
        const unpriced = units.filter((unit) => unitAmount(prices, unit) === undefined);
        expect(unpriced.length === 0 || (unpriced.length === units.length && prices.request !== undefined)).toBe(true);
        expect(Object.keys(prices)).not.toEqual([]);
      }),
    );
  });
});

describe('worstCase', () => {
  const bounded = fc.record({
    inputTokens: fc.nat(2_000_000), outputTokens: fc.nat(2_000_000), images: fc.nat(10), characters: fc.nat(4096),
    searches: fc.nat(1000), seconds: fc.nat(10_000),
  }); // prettier-ignore
  /** A way to divide a bound among the buckets of a side. */
  const divided = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });

  function divide(total: number, shares: readonly number[], buckets: readonly CountBucket[]): Partial<Usage> {
    let left = total;
    return Object.fromEntries(
      buckets.map((bucket, index) => {
        const part = index === buckets.length - 1 ? left : Math.floor(left * (shares[index] ?? 0));
        left -= part;
        return [bucket, part];
      }),
    );
  }

  it('is never below the charge of a usage within the bounds, whichever buckets its tokens fall into', () => {
    fc.assert(
      fc.property(table, bounded, divided, fc.nat(999), (prices, bounds, shares, ms) => {
        const used: Usage = {
          ...NO_USAGE,
          ...divide(bounds.inputTokens, shares, INPUT_BUCKETS),
          ...divide(bounds.outputTokens, shares, OUTPUT_BUCKETS),
          images: bounds.images,
          characters: bounds.characters,
          searches: bounds.searches,
          seconds: bounds.seconds === 0 ? '0' : `${bounds.seconds - 1}.${String(ms).padStart(3, '0')}`,
        };
        expect([inputTokensOf(used), outputTokensOf(used)]).toEqual([bounds.inputTokens, bounds.outputTokens]);
        // Base units of USD are 10^-9.
        expect(worstCase(prices, bounds, 'USD') * 1_000_000n).toBeGreaterThanOrEqual(femto(rate(prices, used).charge));
      }),
    );
  });

  it('takes the dearest of each side, rounded up to base units', () => {
    const prices = {
      request: '1',
      input_token: '1',
      audio_input_token: '4',
      output_token: '2',
      image_output_token: '8',
    };
    expect(worstCase(prices, { inputTokens: 10, outputTokens: 1 }, 'USD')).toBe(49_000_000_000n);
    const units = { image: '1', second: '2', character: '3', search: '0.000000000001' };
    const bounds = { inputTokens: 5, outputTokens: 5, images: 1, seconds: 1, characters: 1, searches: 1 };
    expect(worstCase(units, bounds, 'USD')).toBe(6_000_000_001n);
  });
});

it('usage is picked out of what says more', () => {
  const used = { ...NO_USAGE, images: 2, seconds: '1.5' };
  expect(pickUsage({ ...used, charge: '1' } as Usage)).toEqual(used);
});

it('people compare tokens and characters per million', () => {
  expect(PRICE_UNITS.filter((unit) => !isPricedPerMillion(unit))).toEqual([
    'request',
    'second',
    'image',
    'search',
    'cache_hit',
  ]);
});
