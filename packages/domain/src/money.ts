/**
 * Exact amounts. Everywhere in code an amount is a `Decimal` or its plain decimal string; in Postgres it is
 * numeric(38,12); in Redis it is an integer count of base units, 10^(currency exponent + 7) to one unit of currency.
 * No amount is ever a JavaScript number.
 */
import { Decimal as DecimalBase } from 'decimal.js';

/** Enough digits that sums and products of numeric(38,12) values are exact. */
export const Decimal = DecimalBase.clone({
  precision: 80,
  toExpNeg: -40,
  toExpPos: 60,
  rounding: DecimalBase.ROUND_HALF_EVEN,
});
export type Decimal = DecimalBase;

/** Digits after the point that Postgres keeps. */
export const STORED_SCALE = 12;

const NON_CENT_EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3, BIF: 0, CLF: 4, CLP: 0, DJF: 0, GNF: 0, IQD: 3, ISK: 0, JOD: 3, JPY: 0, KMF: 0, KRW: 0, KWD: 3, LYD: 3,
  OMR: 3, PYG: 0, RWF: 0, TND: 3, UGX: 0, UYI: 0, UYW: 4, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
}; // prettier-ignore

/** ISO 4217 minor-unit exponent: 2 for USD, 0 for JPY, 3 for KWD. */
export function currencyExponent(currency: string): number {
  return NON_CENT_EXPONENTS[currency] ?? 2;
}

/** Decimal places of one Redis base unit in this currency: 9 for USD, so one base unit is 10^-9 USD. */
export function baseUnitScale(currency: string): number {
  return currencyExponent(currency) + 7;
}

/** Base units of an amount, rounded up: for holds and pending charges, which must err low on what is available. */
export function toBaseUnitsUp(amount: Decimal, currency: string): bigint {
  return toBaseUnits(amount, currency, DecimalBase.ROUND_CEIL);
}

/** Base units of an amount, rounded down: for posted balances, which must err low on what is available. */
export function toBaseUnitsDown(amount: Decimal, currency: string): bigint {
  return toBaseUnits(amount, currency, DecimalBase.ROUND_FLOOR);
}

/** Copied first: an amount from Prisma carries that class's precision of 20 digits into its own products. */
function toBaseUnits(amount: Decimal, currency: string, rounding: DecimalBase.Rounding): bigint {
  const scaled = new Decimal(amount).times(new Decimal(10).pow(baseUnitScale(currency))).toDecimalPlaces(0, rounding);
  return BigInt(scaled.toFixed(0));
}

/** The amount that a count of base units stands for. */
export function fromBaseUnits(units: bigint, currency: string): Decimal {
  return new Decimal(units.toString()).div(new Decimal(10).pow(baseUnitScale(currency)));
}

/** Plain decimal string without exponent and without trailing zeros: `0.0000123`, `5`, `-1.5`. */
export function formatAmount(amount: Decimal): string {
  return amount.toFixed();
}

const DECIMAL_STRING = /^-?\d{1,26}(\.\d{1,12})?$/;

/** Parses a decimal string that fits numeric(38,12); null for anything else, exponents and floats included. */
export function parseAmount(text: string): Decimal | null {
  return DECIMAL_STRING.test(text) ? new Decimal(text) : null;
}
