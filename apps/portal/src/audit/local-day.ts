import { dayPeriod, type Period } from '@turnpike/domain/period';

const HOUR_MS = 3_600_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the calendar (`2026-11-20`) by the clock of a zone; null for what is no such day. */
export function localDay(date: string, timeZone: string): Period | null {
  const midnightMs = DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnightMs)) return null;
  const name = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' });
  // Noon in Greenwich is the same day nearly everywhere; east of the date line it is the next one already.
  for (const hours of [12, -12, 36]) {
    const period = dayPeriod(midnightMs + hours * HOUR_MS, timeZone);
    if (name.format(period.startMs) === date) return period;
  }
  return null;
}
