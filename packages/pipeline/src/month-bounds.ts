import { monthPeriod } from '@turnpike/domain/period';

/** This calendar month and the end of the next, in a time zone; unix ms. */
export interface MonthBounds {
  startMs: number;
  endMs: number;
  nextEndMs: number;
}

const cache = new Map<string, MonthBounds>();

/** Worked out once per time zone and month: calendar maths costs more than everything else in admission. */
export function monthBounds(atMs: number, timeZone: string): MonthBounds {
  const cached = cache.get(timeZone);
  if (cached !== undefined && cached.startMs <= atMs && atMs < cached.endMs) return cached;
  const { startMs, endMs } = monthPeriod(atMs, timeZone);
  const bounds = { startMs, endMs, nextEndMs: monthPeriod(endMs, timeZone).endMs };
  cache.set(timeZone, bounds);
  return bounds;
}
