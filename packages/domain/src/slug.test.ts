import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugify } from './slug.js';

test.each([
  ['Demo', 'demo'],
  ['Crème brûlée API', 'creme-brulee-api'],
  ['  Pay as you go!  ', 'pay-as-you-go'],
  ['Straße & Søn’s', 'strasse-sons'],
  ['GPT-4o (mini)', 'gpt-4o-mini'],
  ['日本語', null],
  ['---', null],
])('%s → %s', (name, slug) => {
  expect(slugify(name)).toBe(slug);
});

test('whatever goes in, what comes out is a slug of at most 64 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const slug = slugify(name);
      expect(slug === null || (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 64)).toBe(true);
    }),
  );
});
