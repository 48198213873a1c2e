import { expect, test } from 'vitest';
import { destination, withNext } from './destination';

test('a path of ours is followed, anything else leads to the start', () => {
  expect(destination('/app/keys?page=2')).toBe('/app/keys?page=2');
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', ['/a', '/b'], undefined, null]) {
    expect(destination(next)).toBe('/app/start');
    expect(destination(next, true)).toBe('/admin');
  }
});

test('links keep the path, escaped', () => {
  expect(withNext('/sign-up', '/invite/x?a=1&b=2')).toBe('/sign-up?next=%2Finvite%2Fx%3Fa%3D1%26b%3D2');
  expect(withNext('/sign-up', '//evil.example')).toBe('/sign-up');
});
