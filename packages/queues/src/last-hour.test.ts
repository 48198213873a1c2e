import { expect, test } from 'vitest';
import { lastHour } from './last-hour.js';

const MINUTE_MS = 60_000;
const NOW_MS = 1_000 * MINUTE_MS + 30_000;
const counts = (prevTS: number, data: number[]) => ({ meta: { count: 107, prevCount: 100, prevTS }, data });

test('adds the minute that runs to those before it', () => {
  expect(lastHour(counts(NOW_MS, [1, 2, 3]), NOW_MS)).toBe(13);
});

test('leaves out what is older than an hour, also when the queue has been idle since', () => {
  const minutes = Array.from({ length: 60 }, () => 1);
  expect(lastHour(counts(NOW_MS, minutes), NOW_MS)).toBe(7 + 59);
  expect(lastHour(counts(NOW_MS - 58 * MINUTE_MS, minutes), NOW_MS)).toBe(7 + 1);
  expect(lastHour(counts(NOW_MS - 59 * MINUTE_MS, minutes), NOW_MS)).toBe(7);
  expect(lastHour(counts(NOW_MS - 60 * MINUTE_MS, minutes), NOW_MS)).toBe(0);
});

test('doesn’t know what no worker counted', () => {
  expect(lastHour({ meta: { count: 0, prevCount: 0, prevTS: 0 }, data: [] }, NOW_MS)).toBeNull();
});
