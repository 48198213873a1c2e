/** What stands in the fields of a price grid, and the prices it comes to. */
import { PRICE_UNITS, type PriceTable, type PriceUnit } from '@turnpike/domain/rating';
import { readTyped, typedAmount } from './per-million';

/** Text by {@link cellOf}. */
export type PriceTexts = Readonly<Record<string, string>>;

export interface GridPrice {
  unit: PriceUnit;
  amount: string;
  /** Null is any model. */
  model: string | null;
}

/** The name of a field; a model's name has no blank in it. */
export function cellOf(unit: PriceUnit, model: string | null): string {
  return `${unit} ${model ?? ''}`;
}

export function textsOf(prices: readonly GridPrice[]): PriceTexts {
  return Object.fromEntries(
    prices.map(({ unit, amount, model }) => [cellOf(unit, model), typedAmount(amount, unit)] as const),
  );
}

/** The prices typed, general ones first; `wrong` are the fields that hold no amount. Empty fields are no price. */
export function readPrices(
  texts: PriceTexts,
  models: readonly (string | null)[],
): { prices: GridPrice[]; wrong: ReadonlySet<string> } {
  const prices: GridPrice[] = [];
  const wrong = new Set<string>();
  for (const model of models) {
    for (const unit of PRICE_UNITS) {
      const cell = cellOf(unit, model);
      const text = texts[cell]?.trim() ?? '';
      if (text === '') continue;
      const amount = readTyped(text, unit);
      if (amount === null) wrong.add(cell);
      else prices.push({ unit, amount, model });
    }
  }
  return { prices, wrong };
}

/** What a call of that model is rated by: its own prices before the general ones. */
export function tableFor(prices: readonly GridPrice[], model: string | null): PriceTable {
  const of = (whose: string | null) =>
    Object.fromEntries(prices.filter((price) => price.model === whose).map(({ unit, amount }) => [unit, amount]));
  return model === null ? of(null) : { ...of(null), ...of(model) };
}
