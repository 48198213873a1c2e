import { expect, test } from 'vitest';
import { limitScope, type NamedLimit, readLimitScope } from './limit-scope.js';

const id = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6';

test.each<[NamedLimit, string]>([
  [{ level: 'key', id, name: 'per-day', counts: 'requests' }, `key:${id}:per-day`],
  [{ level: 'subscription', id, name: 'day', counts: 'tokens' }, `t:subscription:${id}:day`],
  [{ level: 'tenant', id, name: 'spend', counts: 'money' }, `m:tenant:${id}:spend`],
])('%j is counted as %s', (limit, scope) => {
  expect(limitScope(limit)).toBe(scope);
  expect(readLimitScope(scope)).toEqual(limit);
});

test.each([`sub:${id}`, `sub:${id}:test`, `key:${id}:day:u0a1b`, `key:${id}:day:test`, `x:key:${id}:day`, 'key:1:day'])(
  '%s is no limit’s whole count',
  (scope) => expect(readLimitScope(scope)).toBeNull(),
);
