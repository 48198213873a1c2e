import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXTURES } from '../test/token-fixtures.js';
import { countTextTokens } from './token-count.js';
import { countEncoded, ENCODINGS } from './token-encodings.js';

/** What the patterns treat apart, in any order. */
const ANY_TEXT = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        'B',
        ' ',
        '\n',
        '\r',
        '\t',
        "'s",
        "'LL",
        '1',
        '42',
        '/',
        '.',
        'é',
        '\u0301',
        '的',
        'か',
        '한',
        'م',
        'न',
        '😀',
      ],
      ...['\u200d', '\ud800', 'ǅ', 'ʰ', '$', '_', '<|endoftext|>', '\u0000'],
    ),
    { maxLength: 60 },
  )
  .map((units) => units.join(''));

describe.each(ENCODINGS)('the count of %s', (encoding) => {
  it('is the one of its own tokenizer, for every fixture', () => {
    const counted = FIXTURES.texts.map(({ text }) => countTextTokens(text, encoding));
    expect(counted).toEqual(FIXTURES.texts.map(({ tokens }) => tokens[encoding]));
  });

  it('is a whole number for any text, and of no more tokens than bytes', () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        const count = countEncoded(text, encoding);
        return Number.isInteger(count) && count <= Buffer.byteLength(text.normalize('NFC')) + text.length;
      }),
    );
  });
});

it('cl100k is the library’s own for any text', () => {
  fc.assert(
    fc.property(ANY_TEXT, (text) => {
      expect(countEncoded(text, 'cl100k')).toBe(countTokens(text, { disallowedSpecial: new Set() }));
    }),
    { numRuns: 500 },
  );
});

describe('where encodings differ', () => {
  it.each([
    [
      'numbers in groups of three, or figure by figure',
      '123456',
      { cl100k: 2, llama3: 2, deepseek3: 2, qwen2: 6, tekken: 6 },
    ],
    ['a letter and its accent as one, or as two', 'e\u0301', { qwen2: 1, llama3: 2 }],
  ] as const)('%s', (_name, text, expected) => {
    for (const [encoding, tokens] of Object.entries(expected)) {
      expect([encoding, countEncoded(text, encoding as (typeof ENCODINGS)[number])]).toEqual([encoding, tokens]);
    }
  });
});
