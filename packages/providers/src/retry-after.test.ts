import { describe, expect, it } from 'vitest';
import { readRetryAfterMs } from './retry-after.js';

const NOW = Date.parse('2030-01-01T00:00:00Z');

describe('readRetryAfterMs', () => {
  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'Tue, 01 Jan 2030 00:00:10 GMT' }, 10_000],
    [{ 'retry-after': 'Mon, 31 Dec 2029 23:59:00 GMT' }, 0],
    [{ 'retry-after': '999999999' }, 3_600_000],
    [{ 'retry-after': '-1' }, null],
    [{ 'retry-after': '1e9' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': ['1', '2'] }, null],
    [{}, null],
  ])('%j: %s', (headers, expected) => {
    expect(readRetryAfterMs(headers, NOW)).toBe(expected);
  });
});
