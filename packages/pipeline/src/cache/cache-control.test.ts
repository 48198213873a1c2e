import { expect, test } from 'vitest';
import { wishOf } from './cache-control.js';

const all = { reads: true, writes: true, mostAgeSeconds: null, onlyKept: false };
const none = { ...all, reads: false, writes: false };

test.each([
  ['always', undefined, all],
  ['always', '', all],
  ['always', 'no-store', none],
  ['always', 'no-cache', { ...all, reads: false }],
  ['always', 'max-age=30', { ...all, mostAgeSeconds: 30 }],
  ['always', 'Max-Age="30" , ONLY-IF-CACHED', { ...all, mostAgeSeconds: 30, onlyKept: true }],
  ['always', 'max-age', all],
  ['always', 'max-age=-1', all],
  ['always', 'private, s-maxage=3, foo="no-store"', all],
  ['on_request', undefined, none],
  ['on_request', 'no-cache', none],
  ['on_request', 'max-age=0', { ...all, mostAgeSeconds: 0 }],
  ['on_request', 'only-if-cached', { ...all, onlyKept: true }],
  ['on_request', 'max-age=5, no-store', { ...none, mostAgeSeconds: 5 }],
  ['on_request', 'max-age=5, no-cache', { ...all, reads: false, mostAgeSeconds: 5 }],
] as const)('%s, %s', (mode, header, expected) => {
  expect(wishOf(mode, header)).toEqual(expected);
});
