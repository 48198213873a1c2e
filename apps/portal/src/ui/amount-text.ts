/** Figures as people read them: digits grouped, every digit there is, a unit always. */

const MIN_DECIMALS = 2;

/** A decimal string grouped by thousands, with two decimals at least and as many as it truly has. */
export function amountText(amount: string, minDecimals: number = MIN_DECIMALS): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const digits = fraction.replace(/0+$/, '').padEnd(minDecimals, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  // A real minus sign is as wide as a figure.
  return `${sign && '−'}${grouped}${digits === '' ? '' : `.${digits}`}`;
}

/** A count grouped by thousands. */
export function countText(count: number | string | bigint): string {
  return amountText(String(count), 0);
}

const MS_PER_SECOND = 1000;

/** A duration in the unit that suits it: `0.42 ms`, `380 ms`, `2.41 s`. */
export function durationText(ms: number): { value: string; unit: 'ms' | 's' } {
  if (ms >= 10 * MS_PER_SECOND) return { value: (ms / MS_PER_SECOND).toFixed(1), unit: 's' };
  if (ms >= MS_PER_SECOND) return { value: (ms / MS_PER_SECOND).toFixed(2), unit: 's' };
  if (ms >= 10) return { value: ms.toFixed(0), unit: 'ms' };
  return { value: ms.toFixed(2), unit: 'ms' };
}
