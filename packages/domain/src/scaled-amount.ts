/**
 * Amounts as integers of 10^-12, the scale Postgres keeps: exact like {@link Decimal}, and cheap enough for every
 * request. Products with whole quantities and sums need nothing else; what divides or has a finer scale is a Decimal's.
 */
import { baseUnitScale, STORED_SCALE } from './money.js';

const DECIMAL_STRING = /^(-?)(\d+)(?:\.(\d{1,12}))?$/;

/** The integer behind a decimal string of at most 12 places. Throws on anything else: it is never asked of input. */
export function parseScaled(text: string): bigint {
  const match = DECIMAL_STRING.exec(text);
  if (match === null) throw new RangeError('not a decimal amount of at most 12 places');
  const [, sign, whole = '', fraction = ''] = match;
  const magnitude = BigInt(whole + fraction.padEnd(STORED_SCALE, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** Plain decimal string without trailing zeros. */
export function formatScaled(scaled: bigint): string {
  if (scaled < 0n) return `-${formatScaled(-scaled)}`;
  const digits = scaled.toString();
  const point = digits.length - STORED_SCALE;
  let end = digits.length;
  while (end > 0 && end > point && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  if (point <= 0) return end === 0 ? '0' : `0.${LEADING_ZEROS.slice(0, -point)}${digits.slice(0, end)}`;
  return end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

const ZERO = 0x30;
const LEADING_ZEROS = '0'.repeat(STORED_SCALE);

/** Base units of a currency, rounded up. */
export function scaledToBaseUnitsUp(scaled: bigint, currency: string): bigint {
  const divisor = unitDivisor(currency);
  const quotient = scaled / divisor;
  return scaled > 0n && quotient * divisor !== scaled ? quotient + 1n : quotient;
}

const divisors = new Map<string, bigint>();

function unitDivisor(currency: string): bigint {
  let divisor = divisors.get(currency);
  if (divisor === undefined) divisors.set(currency, (divisor = 10n ** BigInt(STORED_SCALE - baseUnitScale(currency))));
  return divisor;
}
