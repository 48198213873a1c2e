/** What is earned on a unit: the price it is sold at less what it costs upstream. Exact; never across currencies. */
import { Decimal } from './money.js';
import { PRICE_UNITS, unitAmount, type PriceTable, type PriceUnit } from './rating.js';

/** Decimal places of a percentage: for people to read, not to reckon with. */
const PERCENT_PLACES = 2;

/** Prices or costs of one model in one currency, as decimal strings per unit. */
export interface MoneyTable {
  currency: string;
  amounts: PriceTable;
}

/** Decimal strings; null where it isn't known. `percent` is the margin's share of the price, to two places. */
export interface UnitMargin {
  unit: PriceUnit;
  price: string | null;
  cost: string | null;
  margin: string | null;
  percent: string | null;
}

/**
 * Unit by unit, for every unit that either table names; a unit without an amount of its own has that of the one it is a
 * special case of, as when it is rated. Where one of the two is missing, or the currencies differ, there is no margin:
 * nothing is converted and nothing is taken for zero.
 */
export function compareMargins(prices: MoneyTable, costs: MoneyTable | null): UnitMargin[] {
  const named = (unit: PriceUnit) => prices.amounts[unit] !== undefined || costs?.amounts[unit] !== undefined;
  return PRICE_UNITS.filter(named).map((unit) => {
    const price = unitAmount(prices.amounts, unit) ?? null;
    const cost = costs === null ? null : (unitAmount(costs.amounts, unit) ?? null);
    const comparable = price !== null && cost !== null && costs?.currency === prices.currency;
    const { margin, percent } = comparable ? marginOf(price, cost) : { margin: null, percent: null };
    return { unit, price, cost, margin, percent };
  });
}

/** Of a price of zero nothing is a share: its percentage is null. */
export function marginOf(price: string, cost: string): { margin: string; percent: string | null } {
  const sold = new Decimal(price);
  const margin = sold.minus(cost);
  const percent = sold.isZero() ? null : margin.div(sold).times(100).toDecimalPlaces(PERCENT_PLACES).toFixed();
  return { margin: margin.toFixed(), percent };
}
