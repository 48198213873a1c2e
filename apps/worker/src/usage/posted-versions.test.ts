import { expect, test } from 'vitest';
import { PostedVersions } from './posted-versions.js';

test('a version older than one posted went backwards; an equal, newer or lost one did not', () => {
  const versions = new PostedVersions();
  versions.posted('t', '9007199254740993');
  versions.posted('t', '7');
  expect(versions.wentBackwards('t', '9007199254740992')).toBe(true);
  expect(versions.wentBackwards('t', '9007199254740993')).toBe(false);
  expect(versions.wentBackwards('t', null)).toBe(false);
  expect(versions.wentBackwards('other', '1')).toBe(false);
});

test('forgets the tenant posted longest ago when full', () => {
  const versions = new PostedVersions(2);
  versions.posted('a', '5');
  versions.posted('b', '5');
  versions.posted('a', '6');
  versions.posted('c', '5');
  expect(versions.wentBackwards('b', '1')).toBe(false);
  expect(versions.wentBackwards('a', '5')).toBe(true);
});
