import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { describe, expect, it } from 'vitest';
import { BytePairCounter } from './byte-pair-count.js';
import { BytePairVocabulary } from './byte-pair-vocabulary.js';

const file = createRequire(import.meta.url).resolve('gpt-tokenizer/data/o200k_base.tiktoken');
const counter = new BytePairCounter(new BytePairVocabulary(readFileSync(file)), O200K_TOKEN_SPLIT_REGEX);
const expected = (text: string) => countTokens(text, { disallowedSpecial: new Set() });

describe('the count of o200k_base is the one of gpt-tokenizer', () => {
  it.each([
    ['nothing', ''],
    ['words', 'The toll is paid before the road is seen, 12 times of 13.'],
    ['code', "if (a !== b) {\n\treturn 'x'; // naïveté\r\n}\r\n\r\n"],
    ['ideographs without a merge', '龘靐齉爩鱻麤龗灪吁龖厵滟'],
    ['a long word', 'antidisestablishmentarianism'.repeat(20)],
    ['base64', readFileSync(file).subarray(0, 4_000).toString('base64')],
  ])('for %s', (_name, text) => {
    expect(counter.count(text)).toBe(expected(text));
  });

  it('for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(counter.count(text)).toBe(expected(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('for what the pattern treats apart, in any order', () => {
    const unit = fc.constantFrom(
      ...['a', 'B', ' ', '\n', '\r', '\t', "'s", "'LL", '1', '/', '.', 'é', '\u0301', '的', '😀', '\ud800', 'ǅ', 'ʰ'],
      '<|endoftext|>',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 100 }), (units) => {
        expect(counter.count(units.join(''))).toBe(expected(units.join('')));
      }),
      { numRuns: 1_000 },
    );
  });
});

it('joins by rank and from the left, in a vocabulary of one’s own', () => {
  const tokens = ['a', 'b', 'c', 'bc', 'ab', 'abc', 'aa'];
  const lines = tokens.map((token, rank) => `${Buffer.from(token).toString('base64')} ${rank}`);
  const own = new BytePairCounter(new BytePairVocabulary(Buffer.from(lines.join('\n'))), /[^]+/g);
  // `bc` comes before `ab`; what is left is `a` and `bc`, which are one token together.
  expect(own.count('abc')).toBe(1);
  expect(own.count('cabcb')).toBe(3);
  expect(own.count('aaa')).toBe(2);
  // A byte that the vocabulary doesn't know stays a part of its own.
  expect(own.count('a?a')).toBe(3);
});
