import { expect, test } from 'vitest';
import { localDay } from './local-day';

const iso = (date: string, zone: string) => {
  const period = localDay(date, zone);
  return period && [new Date(period.startMs).toISOString(), new Date(period.endMs).toISOString()];
};

test.each([
  ['2026-11-20', 'UTC', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['2026-11-20', 'America/Los_Angeles', '2026-11-20T08:00:00.000Z', '2026-11-21T08:00:00.000Z'],
  ['2026-11-20', 'Pacific/Kiritimati', '2026-11-19T10:00:00.000Z', '2026-11-20T10:00:00.000Z'],
  ['2026-11-20', 'Pacific/Pago_Pago', '2026-11-20T11:00:00.000Z', '2026-11-21T11:00:00.000Z'],
  ['2026-10-25', 'Europe/Madrid', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
])('%s in %s', (date, zone, start, end) => {
  expect(iso(date, zone)).toEqual([start, end]);
});

test.each(['', 'yesterday', '2026-13-01', '2026-02-30', '2026-1-1', '20261120'])('%j is no day', (date) => {
  expect(localDay(date, 'UTC')).toBeNull();
});
