import type { UsageFigures } from '@turnpike/contracts/management/usage';
import type { TokenCounts } from '@turnpike/contracts/management/usage-counts';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { tokenCounts, TOKEN_COLUMNS, type TokenColumn } from './token-counts.js';

const COUNTS = ['requests', 'errors', 'images', 'characters', 'searches'] as const;
const AMOUNTS = ['seconds', 'charge'] as const;

/** Sums as every table of sums has them, under the names that {@link FigureRow} reads. */
export const SUM_FIGURES = [...COUNTS, ...TOKEN_COLUMNS, ...AMOUNTS]
  .map((column) => `coalesce(sum(${column}), 0) AS ${column}`)
  .join(', ');

/** What `pg` gives of {@link SUM_FIGURES}. */
export type FigureRow = Record<(typeof COUNTS)[number] | TokenColumn | (typeof AMOUNTS)[number], string>;

const NO_TOKENS: TokenCounts = {
  input: 0, cachedInput: 0, cacheWrite: 0, audioInput: 0, imageInput: 0, output: 0, reasoning: 0, audioOutput: 0, imageOutput: 0,
}; // prettier-ignore

export const NO_FIGURES: UsageFigures = Object.freeze({
  requests: 0,
  errors: 0,
  tokens: NO_TOKENS,
  images: 0,
  characters: 0,
  searches: 0,
  seconds: '0',
  charge: '0',
});

export function figuresOf(row: FigureRow): UsageFigures {
  return {
    requests: Number(row.requests),
    errors: Number(row.errors),
    tokens: tokenCounts(row),
    images: Number(row.images),
    characters: Number(row.characters),
    searches: Number(row.searches),
    seconds: formatAmount(new Decimal(row.seconds)),
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

export function isNothing(figures: UsageFigures): boolean {
  const counts = [...COUNTS.map((name) => figures[name]), ...Object.values(figures.tokens)];
  return figures.charge === '0' && figures.seconds === '0' && counts.every((count) => count === 0);
}

function combine(a: UsageFigures, b: UsageFigures, sign: 1 | -1): UsageFigures {
  const sums = COUNTS.map((name) => [name, a[name] + sign * b[name]] as const);
  const tokens = Object.keys(NO_TOKENS) as (keyof TokenCounts)[];
  const amounts = AMOUNTS.map((name) => {
    return [name, formatAmount(new Decimal(a[name]).plus(new Decimal(b[name]).times(sign)))] as const;
  });
  return {
    ...(Object.fromEntries(sums) as Record<(typeof COUNTS)[number], number>),
    tokens: Object.fromEntries(tokens.map((name) => [name, a.tokens[name] + sign * b.tokens[name]])) as TokenCounts,
    ...(Object.fromEntries(amounts) as Record<(typeof AMOUNTS)[number], string>),
  };
}
