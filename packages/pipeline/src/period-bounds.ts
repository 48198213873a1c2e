import { dayPeriod, monthPeriod } from '@turnpike/domain/period';

/** This calendar period and the end of the next, in a time zone; unix ms. */
export interface PeriodBounds {
  startMs: number;
  endMs: number;
  nextEndMs: number;
}

const PERIODS = { day: dayPeriod, month: monthPeriod };
const caches = { day: new Map<string, PeriodBounds>(), month: new Map<string, PeriodBounds>() };

/** Worked out once per time zone and period: calendar maths costs more than everything else in admission. */
export function periodBounds(period: 'day' | 'month', atMs: number, timeZone: string): PeriodBounds {
  const cached = caches[period].get(timeZone);
  if (cached !== undefined && cached.startMs <= atMs && atMs < cached.endMs) return cached;
  const { startMs, endMs } = PERIODS[period](atMs, timeZone);
  const bounds = { startMs, endMs, nextEndMs: PERIODS[period](endMs, timeZone).endMs };
  caches[period].set(timeZone, bounds);
  return bounds;
}
