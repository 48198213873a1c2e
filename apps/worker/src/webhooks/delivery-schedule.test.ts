import { describe, expect, test } from 'vitest';
import { judgeTry } from './delivery-schedule.js';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const MIDDLE = 0.5;

function judge(status: number | null, step = 1, more: { retryAfter?: string; random?: number } = {}) {
  const { retryAfter = null, random = MIDDLE } = more;
  return judgeTry({ status, retryAfter }, { step, nowMs: NOW, random });
}

describe('what a receiver answers', () => {
  test.each([200, 201, 202, 204, 299])('%i is a delivery', (status) => {
    expect(judge(status)).toEqual({ kind: 'delivered' });
  });

  test.each([null, 199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 409, 429, 500, 502, 503, 504])(
    '%s is none, and is tried again',
    (status) => {
      expect(judge(status)).toMatchObject({ kind: 'again' });
    },
  );

  test('410 is the end, at any step', () => {
    expect(judge(410, 1)).toEqual({ kind: 'gone' });
    expect(judge(410, 10)).toEqual({ kind: 'gone' });
  });
});

describe('the schedule', () => {
  test('is ten tries: at once, then after 5 s, 5 m, 30 m, and 2, 5, 10, 14, 20, 24 hours', () => {
    const pauses = Array.from({ length: 10 }, (_, index) => {
      const verdict = judge(500, index + 1);
      return verdict.kind === 'again' ? verdict.pauseMs / 1_000 : verdict.kind;
    });
    expect(pauses).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 'exhausted']);
  });

  test('is spread by a tenth to both sides', () => {
    expect(judge(500, 2, { random: 0 })).toEqual({ kind: 'again', pauseMs: 270_000 });
    expect(judge(500, 2, { random: 1 })).toEqual({ kind: 'again', pauseMs: 330_000 });
  });

  test('goes on where it began anew: a step is counted from there', () => {
    expect(judge(500, 11)).toEqual({ kind: 'exhausted' });
  });
});

describe('Retry-After', () => {
  test.each([
    ['seconds', 429, '120', 120_000],
    ['seconds', 503, ' 120 ', 120_000],
    ['a date', 429, 'Sat, 21 Nov 2026 08:10:00 GMT', 600_000],
    ['at most a day', 429, '999999999', 86_400_000],
    ['never earlier than the schedule', 429, '1', 5_000],
    ['a date that is over', 503, 'Sat, 21 Nov 2026 07:00:00 GMT', 5_000],
    ['nonsense', 429, 'soon', 5_000],
    ['negative', 429, '-5', 5_000],
    ['not on other answers', 500, '120', 5_000],
  ])('%s: %i with %s', (_, status, retryAfter, pauseMs) => {
    expect(judge(status, 1, { retryAfter })).toEqual({ kind: 'again', pauseMs });
  });

  test('does not make the schedule longer', () => {
    expect(judge(429, 10, { retryAfter: '120' })).toEqual({ kind: 'exhausted' });
  });
});
