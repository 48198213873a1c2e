import { expect, test } from 'vitest';
import { localPath } from './local-path.js';

test.each(['/', '/app/start', '/app/calls?status=429&page=2#top', '/invite/abc_-9'])('%s stays', (path) => {
  expect(localPath(path)).toBe(path);
});

test.each([
  '',
  'app',
  '//evil.example',
  '/\\evil.example',
  '/a\\b',
  'https://evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/a b',
  '\n/app',
  '/app\r\nSet-Cookie: x',
])('%j leads elsewhere', (text) => expect(localPath(text)).toBeNull());

test('what dots make of a path is still a path', () => {
  expect(localPath('/app/../../admin')).toBe('/admin');
  expect(localPath('/.//evil.example')).toBeNull();
});
