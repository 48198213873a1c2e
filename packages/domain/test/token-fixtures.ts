/** Texts of many kinds with what the public tokenizers themselves count of each. */
import { readFileSync } from 'node:fs';
import type { Tokenizer } from '../src/tokenizer.js';

export interface TokenFixture {
  readonly kind: string;
  /** Calibrations are fitted to some, and how far they are off is said of the others. */
  readonly use: 'fit' | 'check';
  readonly text: string;
  readonly tokens: Readonly<Record<Tokenizer, number>>;
}

interface TokenFixtures {
  /** The package that counted. */
  readonly countedBy: Readonly<Record<Tokenizer, string>>;
  readonly texts: readonly TokenFixture[];
}

export const FIXTURES = JSON.parse(
  readFileSync(new URL('token-fixtures.json', import.meta.url), 'utf8'),
) as TokenFixtures;

export function fixturesFor(use: TokenFixture['use']): TokenFixture[] {
  return FIXTURES.texts.filter((fixture) => fixture.use === use);
}
