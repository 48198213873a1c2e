/** Prices of tokens and characters are typed and read per million, and kept for one: exact in both directions. */
import { Decimal, STORED_SCALE } from '@turnpike/domain/money';
import { isPricedPerMillion, type PriceUnit } from '@turnpike/domain/rating';

const MILLION = new Decimal(1_000_000);
const TYPED = /^\d{1,20}(\.\d{1,18})?$/;

/** What is typed for an amount per unit: per million for tokens and characters, as it is for the rest. */
export function typedAmount(amount: string, unit: PriceUnit): string {
  return isPricedPerMillion(unit) ? new Decimal(amount).times(MILLION).toFixed() : new Decimal(amount).toFixed();
}

/** The amount per unit that was typed; null for what is no amount, or has more digits than are kept. */
export function readTyped(text: string, unit: PriceUnit): string | null {
  const trimmed = text.trim();
  if (!TYPED.test(trimmed)) return null;
  const typed = new Decimal(trimmed);
  const amount = isPricedPerMillion(unit) ? typed.div(MILLION) : typed;
  return amount.decimalPlaces() > STORED_SCALE ? null : amount.toFixed();
}
