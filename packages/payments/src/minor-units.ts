/**
 * Amounts as Stripe counts them. Its list of currencies is not ISO 4217's: some have no minor unit there, some have
 * three digits of which the last must be zero, and two are counted in hundredths that can't be charged.
 * Source: https://docs.stripe.com/currencies
 */
import { Decimal } from '@turnpike/domain/money';

const WITHOUT_MINOR_UNIT: ReadonlySet<string> = new Set([
  'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF',
]); // prettier-ignore
const IN_THOUSANDTHS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);
const WHOLE_UNITS_ONLY: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** The integer Stripe is sent for an amount, or null when it can't be charged exactly. `currency` in upper case. */
export function toMinorUnits(amount: Decimal, currency: string): number | null {
  const places = chargeablePlaces(currency);
  if (!amount.equals(amount.toDecimalPlaces(places))) return null;
  const units = new Decimal(amount).times(factor(currency));
  return units.lte(Number.MAX_SAFE_INTEGER) ? units.toNumber() : null;
}

/** The amount that Stripe's integer stands for. `currency` in upper case. */
export function fromMinorUnits(units: number, currency: string): Decimal {
  return new Decimal(units).div(factor(currency));
}

function factor(currency: string): number {
  if (WITHOUT_MINOR_UNIT.has(currency)) return 1;
  return IN_THOUSANDTHS.has(currency) ? 1_000 : 100;
}

function chargeablePlaces(currency: string): number {
  return WITHOUT_MINOR_UNIT.has(currency) || WHOLE_UNITS_ONLY.has(currency) ? 0 : 2;
}
