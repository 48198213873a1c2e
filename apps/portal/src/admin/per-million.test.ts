import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTyped, typedAmount } from './per-million';

test('tokens are typed per million, the rest as they are', () => {
  expect(readTyped('2.50', 'input_token')).toBe('0.0000025');
  expect(typedAmount('0.0000025', 'input_token')).toBe('2.5');
  expect(readTyped('2.50', 'request')).toBe('2.5');
  expect(typedAmount('0.0000025', 'image')).toBe('0.0000025');
});

test('nothing is rounded: what is finer than a price can be is refused', () => {
  expect(readTyped('0.000001', 'output_token')).toBe('0.000000000001');
  expect(readTyped('0.0000001', 'output_token')).toBeNull();
  expect(readTyped('0.0000000000001', 'request')).toBeNull();
});

test.each(['', ' ', '-1', '1e3', '1,5', '.5', 'two', '1.'])('%j is no amount', (text) => {
  expect(readTyped(text, 'input_token')).toBeNull();
});

test('every stored token price survives being typed', () => {
  const amounts = fc.bigInt({ min: 0n, max: 10n ** 18n }).map((n) => {
    const digits = n.toString().padStart(13, '0');
    return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '') || '0';
  });
  fc.assert(
    fc.property(amounts, (amount) => {
      expect(readTyped(typedAmount(amount, 'input_token'), 'input_token')).toBe(amount);
    }),
  );
});
