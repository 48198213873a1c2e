/**
 * Calendar periods in a tenant's time zone, as instants in Unix milliseconds. Quotas count from `startMs` (inclusive)
 * to `endMs` (exclusive); the caller of an admission sends this period and the next, and Redis time picks.
 */

export interface Period {
  startMs: number;
  endMs: number;
}

/** The calendar month that holds this instant, in an IANA time zone. */
export function monthPeriod(atMs: number, timeZone: string): Period {
  const { year, month } = localParts(atMs, timeZone);
  return {
    startMs: startOfDay({ year, month, day: 1 }, timeZone),
    endMs: startOfDay({ year, month: month + 1, day: 1 }, timeZone),
  };
}

/** The calendar day that holds this instant, in an IANA time zone: 23 to 25 hours long. */
export function dayPeriod(atMs: number, timeZone: string): Period {
  const { year, month, day } = localParts(atMs, timeZone);
  return {
    startMs: startOfDay({ year, month, day }, timeZone),
    endMs: startOfDay({ year, month, day: day + 1 }, timeZone),
  };
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** What a clock and a calendar show at this instant, in an IANA time zone: `HH:MM`, and `mon` to `sun`. */
export function localClock(atMs: number, timeZone: string): { time: string; weekday: (typeof DAYS)[number] } {
  const { year, month, day, hour, minute } = localParts(atMs, timeZone);
  const digits = (part: number) => String(part).padStart(2, '0');
  const weekday = DAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? 'sun';
  return { time: `${digits(hour)}:${digits(minute)}`, weekday };
}

interface LocalDate {
  year: number;
  /** 1 to 12; 13 is the next January. */
  month: number;
  day: number;
}

const HOUR_MS = 3_600_000;

/** First instant of a local date. Where midnight is skipped by a change of the clock, the instant of the change. */
function startOfDay(date: LocalDate, timeZone: string): number {
  const asIfUtc = Date.UTC(date.year, date.month - 1, date.day);
  if (timeZone === 'UTC') return asIfUtc;
  // Local midnight lies at one of the offsets in force around it; the earliest candidate that is on the date wins.
  const wanted = new Date(asIfUtc).toISOString().slice(0, 10);
  const candidates = [-24, 0, 24].map((hours) => asIfUtc - offsetMs(asIfUtc + hours * HOUR_MS, timeZone));
  const onDate = candidates.filter((instant) => isoDate(instant, timeZone) === wanted);
  return Math.min(...(onDate.length > 0 ? onDate : candidates));
}

function offsetMs(atMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = localParts(atMs, timeZone);
  const wholeSecond = Math.floor(atMs / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecond;
}

function isoDate(atMs: number, timeZone: string): string {
  const { year, month, day } = localParts(atMs, timeZone);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function localParts(atMs: number, timeZone: string): LocalDate & { hour: number; minute: number; second: number } {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatter.formatToParts(atMs)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  return parts;
}
