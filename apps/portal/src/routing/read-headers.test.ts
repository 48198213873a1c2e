import { expect, test } from 'vitest';
import { readHeaders } from './read-headers';

test.each<[string, Record<string, string>, number | null]>([
  ['', {}, null],
  ['X-Traffic-Tag: blue', { 'x-traffic-tag': 'blue' }, null],
  [' a : b:c \n\n d:', { a: 'b:c', d: '' }, null],
  ['a: b\nnothing', { a: 'b' }, 2],
  [': nameless', {}, 1],
])('%j', (text, headers, badLine) => {
  expect(readHeaders(text)).toEqual({ headers, badLine });
});
