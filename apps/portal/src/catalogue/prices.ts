/** Prices as people compare them: per million tokens, exact; safe in a browser. */
import type { CataloguePlanView, CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { isPricedPerMillion, PRICE_UNITS, type PriceTable, type PriceUnit, unitAmount } from '@turnpike/domain/rating';

const MILLION = 1_000_000;

/** What most models are compared by; a table has a column for each that some model is priced by. */
const COMPARED_UNITS = ['input_token', 'output_token'] as const satisfies PriceUnit[];

/** Units that a table of models has columns for. */
export function comparedUnits(plan: Pick<CataloguePlanView, 'prices'>, models: readonly string[]): PriceUnit[] {
  return COMPARED_UNITS.filter((unit) => models.some((model) => amountFor(plan, model, unit) !== null));
}

/** What else a model is priced by: only what has a price of its own. A request is priced by the plan, not the model. */
export function otherPrices(
  plan: Pick<CataloguePlanView, 'prices'>,
  model: string,
): { unit: PriceUnit; amount: string }[] {
  const prices = pricesOfModel(plan, model);
  const isCompared = (unit: PriceUnit) => COMPARED_UNITS.some((compared) => compared === unit);
  return PRICE_UNITS.flatMap((unit) => {
    const amount = prices[unit];
    return amount === undefined || unit === 'request' || isCompared(unit) ? [] : [{ unit, amount }];
  });
}

/** What a plan asks for a model: the general prices, with the model's own in their place. */
export function pricesOfModel(plan: Pick<CataloguePlanView, 'prices'>, model: string): PriceTable {
  const table = (name: string | null) =>
    plan.prices.filter((price) => price.model === name).map(({ unit, amount }) => [unit, amount] as const);
  return Object.fromEntries([...table(null), ...table(model)]);
}

/** The amount for one unit, as a call is rated: special kinds of input fall back to input, those of output to output. */
export function amountFor(plan: Pick<CataloguePlanView, 'prices'>, model: string, unit: PriceUnit): string | null {
  return unitAmount(pricesOfModel(plan, model), unit) ?? null;
}

/** The amount as people compare it: for a million where the unit is small, else for one. */
export function comparedAmount(amount: string, unit: PriceUnit): string {
  return isPricedPerMillion(unit) ? perMillion(amount) : formatAmount(new Decimal(amount));
}

/** The amount for a million units. */
export function perMillion(amount: string): string {
  return formatAmount(new Decimal(amount).times(MILLION));
}

interface PriceFrom {
  /** For a million input tokens; where they have no price for a request, or what else is measured. */
  amount: string;
  currency: string;
  unit: (typeof FROM_UNITS)[number];
}

/** What a price begins at, the first that is priced. */
const FROM_UNITS = ['input_token', 'request', 'image', 'second', 'character', 'search'] as const;

/** The lowest price a product begins at; null where nothing is priced. Plans of other currencies than the first's are left out. */
export function priceFrom({ plans, models }: Pick<CatalogueProductView, 'plans' | 'models'>): PriceFrom | null {
  const currency = plans[0]?.currency;
  if (currency === undefined) return null;
  const alike = plans.filter((plan) => plan.currency === currency);
  const amounts = (unit: PriceUnit) =>
    alike.flatMap((plan) => models.flatMap(({ name }) => amountFor(plan, name, unit) ?? []));
  for (const unit of FROM_UNITS) {
    const amount = lowest(amounts(unit));
    if (amount !== null) return { amount: comparedAmount(amount, unit), currency, unit };
  }
  return null;
}

interface DailyUse {
  requests: string;
  inputTokens: string;
  outputTokens: string;
}

/** What a day of that use costs, exactly; null where the plan has no price for some of it. Counts are whole numbers. */
export function costOfDay(plan: Pick<CataloguePlanView, 'prices'>, model: string, use: DailyUse): string | null {
  const prices = pricesOfModel(plan, model);
  const part = (count: string, unit: PriceUnit) => {
    const amount = unitAmount(prices, unit);
    if (amount === undefined) return count === '0' || unit === 'request' ? new Decimal(0) : null;
    return new Decimal(count).times(amount);
  };
  const parts = [
    part(use.requests, 'request'),
    part(use.inputTokens, 'input_token'),
    part(use.outputTokens, 'output_token'),
  ];
  let sum = new Decimal(0);
  for (const one of parts) {
    if (one === null) return null;
    sum = sum.plus(one);
  }
  return formatAmount(sum);
}

/** The same over that many days. */
export function overDays(amount: string, days: number): string {
  return formatAmount(new Decimal(amount).times(days));
}

function lowest(amounts: readonly string[]): string | null {
  const [first, ...rest] = amounts;
  if (first === undefined) return null;
  return rest.reduce((least, amount) => (new Decimal(amount).lt(least) ? amount : least), first);
}
