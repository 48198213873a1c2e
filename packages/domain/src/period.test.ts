import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayPeriod, monthPeriod } from './period.js';

const iso = ({ startMs, endMs }: { startMs: number; endMs: number }) => [
  new Date(startMs).toISOString(),
  new Date(endMs).toISOString(),
];

test.each([
  ['2026-11-20T12:00:00Z', 'UTC', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  ['2026-12-31T23:59:59.999Z', 'UTC', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-10-31T23:30:00Z', 'Europe/Madrid', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['2026-10-15T00:00:00Z', 'Europe/Madrid', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['2026-11-01T03:59:00Z', 'America/New_York', '2026-10-01T04:00:00.000Z', '2026-11-01T04:00:00.000Z'],
  ['2026-11-20T00:00:00Z', 'Asia/Kathmandu', '2026-10-31T18:15:00.000Z', '2026-11-30T18:15:00.000Z'],
  ['2026-11-20T00:00:00Z', 'Pacific/Kiritimati', '2026-10-31T10:00:00.000Z', '2026-11-30T10:00:00.000Z'],
])('month of %s in %s', (at, timeZone, start, end) => {
  expect(iso(monthPeriod(Date.parse(at), timeZone))).toEqual([start, end]);
});

test.each([
  ['2026-03-29T12:00:00Z', 'Europe/Madrid', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25T12:00:00Z', 'Europe/Madrid', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  // Midnight of this day does not exist: clocks went from 00:00 to 01:00.
  ['2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
])('day of %s in %s', (at, timeZone, start, end) => {
  expect(iso(dayPeriod(Date.parse(at), timeZone))).toEqual([start, end]);
});

test('an instant lies in its period, and the next period begins where it ends', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Madrid',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
  );
  const instants = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2035, 0) });
  fc.assert(
    fc.property(instants, zones, (at, zone) => {
      for (const periodOf of [monthPeriod, dayPeriod]) {
        const period = periodOf(at, zone);
        expect(period.startMs <= at && at < period.endMs).toBe(true);
        expect(periodOf(period.startMs, zone)).toEqual(period);
        expect(periodOf(period.endMs - 1, zone)).toEqual(period);
        expect(periodOf(period.endMs, zone).startMs).toBe(period.endMs);
      }
    }),
  );
});
