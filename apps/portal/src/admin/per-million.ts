/** Token prices are typed and read per million tokens, and kept per token: exact in both directions. */
import { Decimal, STORED_SCALE } from '@turnpike/domain/money';
import type { PriceUnit } from '@turnpike/domain/rating';

const MILLION = new Decimal(1_000_000);
const TYPED = /^\d{1,20}(\.\d{1,18})?$/;

/** Units that are typed per million. */
export const TOKEN_UNITS = ['input_token', 'cached_input_token', 'output_token', 'reasoning_token'] as const;

export function isTokenUnit(unit: PriceUnit): boolean {
  return (TOKEN_UNITS as readonly string[]).includes(unit);
}

/** What is typed for an amount per unit: per million for tokens, as it is for the rest. */
export function typedAmount(amount: string, unit: PriceUnit): string {
  return isTokenUnit(unit) ? new Decimal(amount).times(MILLION).toFixed() : new Decimal(amount).toFixed();
}

/** The amount per unit that was typed; null for what is no amount, or has more digits than are kept. */
export function readTyped(text: string, unit: PriceUnit): string | null {
  const trimmed = text.trim();
  if (!TYPED.test(trimmed)) return null;
  const typed = new Decimal(trimmed);
  const amount = isTokenUnit(unit) ? typed.div(MILLION) : typed;
  return amount.decimalPlaces() > STORED_SCALE ? null : amount.toFixed();
}
