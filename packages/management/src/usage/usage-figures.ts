import type { UsageFigures } from '@turnpike/contracts/management/usage';
import { Decimal, formatAmount } from '@turnpike/domain/money';

/** Sums as every table of sums has them, under the names that {@link FigureRow} reads. */
export const SUM_FIGURES = `
  coalesce(sum(requests), 0) AS requests, coalesce(sum(errors), 0) AS errors,
  coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(cached_input_tokens), 0) AS cached_input_tokens,
  coalesce(sum(output_tokens), 0) AS output_tokens, coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
  coalesce(sum(charge), 0) AS charge`;

/** What `pg` gives of {@link SUM_FIGURES}. */
export interface FigureRow {
  requests: string;
  errors: string;
  input_tokens: string;
  cached_input_tokens: string;
  output_tokens: string;
  reasoning_tokens: string;
  charge: string;
}

export const NO_FIGURES: UsageFigures = Object.freeze({
  requests: 0,
  errors: 0,
  tokens: { input: 0, cachedInput: 0, output: 0, reasoning: 0 },
  charge: '0',
});

export function figuresOf(row: FigureRow): UsageFigures {
  return {
    requests: Number(row.requests),
    errors: Number(row.errors),
    tokens: {
      input: Number(row.input_tokens),
      cachedInput: Number(row.cached_input_tokens),
      output: Number(row.output_tokens),
      reasoning: Number(row.reasoning_tokens),
    },
    charge: formatAmount(new Decimal(row.charge)),
  };
}

export function addFigures(all: readonly UsageFigures[]): UsageFigures {
  return all.reduce((sum, one) => combine(sum, one, 1), NO_FIGURES);
}

/** What is left of a total beside its named parts. */
export function withoutFigures(total: UsageFigures, parts: readonly UsageFigures[]): UsageFigures {
  return combine(total, addFigures(parts), -1);
}

export function isNothing({ requests, errors, tokens, charge }: UsageFigures): boolean {
  return requests === 0 && errors === 0 && charge === '0' && Object.values(tokens).every((count) => count === 0);
}

function combine(a: UsageFigures, b: UsageFigures, sign: 1 | -1): UsageFigures {
  return {
    requests: a.requests + sign * b.requests,
    errors: a.errors + sign * b.errors,
    tokens: {
      input: a.tokens.input + sign * b.tokens.input,
      cachedInput: a.tokens.cachedInput + sign * b.tokens.cachedInput,
      output: a.tokens.output + sign * b.tokens.output,
      reasoning: a.tokens.reasoning + sign * b.tokens.reasoning,
    },
    charge: formatAmount(new Decimal(a.charge).plus(new Decimal(b.charge).times(sign))),
  };
}
