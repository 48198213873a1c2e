import { expect, test } from 'vitest';
import { keysOfFewest } from './many-keys.mjs';

test('few keys are those of few tenants, ten each, and neighbours are of different ones', () => {
  // Twenty tenants: the name says whose key it is.
  const all = Array.from({ length: 200 }, (_, index) => `tenant-${index % 20}-key-${Math.floor(index / 20)}`);
  const few = keysOfFewest(all, 30);
  expect(few).toHaveLength(30);
  const tenants = few.map((key) => key.split('-')[1]);
  expect(new Set(tenants)).toEqual(new Set(['0', '1', '2']));
  expect(tenants.slice(0, 6)).toEqual(['0', '1', '2', '0', '1', '2']);
  expect(keysOfFewest(all, 200)).toEqual(all);
});
