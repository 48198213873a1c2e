import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textSimilarity } from './text-similarity.js';

test.each([
  ['the same', 'The sky is blue.', 'The sky is blue.', 1],
  ['case and punctuation don’t count', 'Hello, World!', 'hello world', 1],
  ['forms of a letter don’t count', 'ﬁne', 'fine', 1],
  // Three words and two pairs each; two words and one pair are shared.
  ['one word of three is another', 'one two three', 'one two four', 6 / 10],
  // All three words, no pair.
  ['the order counts', 'one two three', 'three two one', 6 / 10],
  ['nothing in common', 'yes', 'no', 0],
  ['one says nothing', 'yes', '', 0],
  // Letters are words: 4 + 3 pieces against 3 + 2; three letters and two pairs are shared.
  ['a script without spaces', '今天下雨', '今天下', 10 / 12],
  ['how often counts', 'ha ha ha ha', 'ha', 2 / 8],
])('%s', (_what, one, other, alike) => {
  expect(textSimilarity(one, other)).toBeCloseTo(alike, 12);
});

test('without a word in either there is nothing to compare', () => {
  expect(textSimilarity('', '…!')).toBeNull();
});

test('it is symmetric, bounded, and 1 for a text and itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      const alike = textSimilarity(one, other);
      expect(textSimilarity(other, one)).toBe(alike);
      if (alike !== null) expect(alike >= 0 && alike <= 1).toBe(true);
      expect([null, 1]).toContain(textSimilarity(one, one));
    }),
  );
});
