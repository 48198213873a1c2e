import { countTextTokens } from '@turnpike/domain/token-count';
import { expect, test } from 'vitest';
import { embeddings } from './embeddings.operation.js';

const NO_FACTS = { params: {}, query: '', headers: {} };

test.each([['a text', 'x'], ['texts', ['x', 'y']], ['tokens', [1, 2]], ['lists of tokens', [[1], [2, 3]]]])(
  'takes %s',
  (_what, input) => {
    expect(embeddings.parse({ model: 'm', input }, NO_FACTS)).toMatchObject({ model: 'm', stream: false, maxOutputTokens: 0, choices: 1 });
  },
); // prettier-ignore

test.each([
  ['nothing', undefined],
  ['an empty text', ''],
  ['no texts', []],
  ['an empty text among others', ['x', '']],
  ['texts and tokens', ['x', 1]],
  ['half a token', [1.5]],
  ['an object', {}],
  ['more than a provider takes', Array.from({ length: 2049 }, () => 'x')],
])('refuses %s', (_what, input) => {
  const refused = embeddings.parse({ model: 'm', input }, NO_FACTS);
  expect(refused).toMatchObject({ code: 'invalid_parameter' });
  expect((refused as { param: string }).param).toMatch(/^input/);
});

test('counts its input, and no output', () => {
  expect(embeddings.countInputTokens({ input: ['one', 'two'] })).toBe(countTextTokens('one') + countTextTokens('two'));
  expect(embeddings.countInputTokens({ input: [[1, 2], [3]] })).toBe(3);
  expect(embeddings.countOutputTokens(Buffer.from('{"data":[]}'))).toBe(0);
});
