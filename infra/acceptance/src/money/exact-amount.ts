/**
 * The tests' own arithmetic: amounts as whole numbers of 10^-12, so that no charge is ever checked with the code that
 * worked it out.
 */

const SCALE = 12;

/** A decimal string with at most twelve digits after the point, as a count of 10^-12. */
export function parseExact(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(text);
  if (match === null) throw new Error(`not an exact amount: ${text}`);
  const [, sign, whole = '0', fraction = ''] = match;
  const units = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return sign === '-' ? -units : units;
}

/** The decimal string of a count of 10^-12, without trailing zeros. */
export function formatExact(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const whole = digits.slice(0, -SCALE);
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
