import { expect, test } from 'vitest';
import { prefersAsync } from './prefer.js';

test.each([
  'respond-async',
  'Respond-Async',
  'return=minimal, respond-async',
  'respond-async, wait=10',
  'respond-async;foo=bar',
  ' respond-async ',
])('%j asks for a job', (prefer) => {
  expect(prefersAsync(prefer)).toBe(true);
});

test.each([undefined, '', 'wait=10', 'respond-asynchronously', 'not-respond-async', 'return=respond-async'])(
  '%j does not',
  (prefer) => {
    expect(prefersAsync(prefer)).toBe(false);
  },
);

test('a header that was sent twice counts as one list', () => {
  expect(prefersAsync(['return=minimal', 'respond-async'])).toBe(true);
});
