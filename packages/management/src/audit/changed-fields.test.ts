import { expect, test } from 'vitest';
import { changedFields } from './changed-fields.js';

test('names what differs, as it was and as it is', () => {
  const was = { name: 'a', models: ['x'], limit: null as number | null, same: { deep: 1 } };
  const is = { name: 'b', models: ['x', 'y'], limit: 5, same: { deep: 1 } };
  expect(changedFields(was, is)).toEqual({
    before: { name: 'a', models: ['x'], limit: null },
    after: { name: 'b', models: ['x', 'y'], limit: 5 },
  });
});

test('of what did not change there is nothing to say', () => {
  expect(changedFields({ a: 1, b: [1] }, { a: 1, b: [1] })).toEqual({ before: {}, after: {} });
});
