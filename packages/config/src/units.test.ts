import { expect, test } from 'vitest';
import { retention } from './units.js';

const DAY_MS = 86_400_000;

test.each([
  ['12h', DAY_MS / 2],
  ['30d', 30 * DAY_MS],
  ['3650d', 3_650 * DAY_MS],
])('%s is how long something is kept', (text, milliseconds) => {
  expect(retention.parse(text)).toBe(milliseconds);
});

test.each(['', '30', '0d', '3651d', '5m', '1.5d', '-1d', 'd'])('%j is not', (text) => {
  expect(retention.safeParse(text).success).toBe(false);
});
