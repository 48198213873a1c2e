import { expect, test } from 'vitest';
import { readDetail, valueText } from './audit-changes';

test('before and after become changes, the rest facts', () => {
  const detail = {
    slug: 'ai',
    before: { name: 'A', models: ['x'] },
    after: { name: 'B', models: ['x', 'y'] },
    ok: true,
  };
  expect(readDetail(detail)).toEqual({
    changes: [
      { field: 'name', before: 'A', after: 'B' },
      { field: 'models', before: 'x', after: 'x, y' },
    ],
    facts: [
      ['slug', 'ai'],
      ['ok', 'true'],
    ],
  });
});

test('an entry of another shape is shown all the same', () => {
  expect(readDetail({ before: 'once', after: ['list'] })).toEqual({ changes: [], facts: [] });
  expect(readDetail({})).toEqual({ changes: [], facts: [] });
});

test.each([
  [null, '—'],
  ['', '—'],
  [[], '—'],
  [0, '0'],
  [{ a: 1 }, '{\n  "a": 1\n}'],
])('%j reads %j', (value, text) => {
  expect(valueText(value)).toBe(text);
});
