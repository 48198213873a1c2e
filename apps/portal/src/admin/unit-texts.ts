import { PRICE_UNITS, type PriceTable } from '@turnpike/domain/rating';
import type { UnitTexts } from './cost-fields';
import { typedAmount } from './per-million';

/** What somebody would have typed for these amounts, tokens per million. */
export function unitTextsOf(amounts: PriceTable): UnitTexts {
  const texts: Record<string, string> = {};
  for (const unit of PRICE_UNITS) {
    const amount = amounts[unit];
    if (amount !== undefined) texts[unit] = typedAmount(amount, unit);
  }
  return texts;
}
