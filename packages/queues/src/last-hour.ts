/** What BullMQ keeps of jobs that ended: by minute, and what is not yet in a minute. */
export interface MinuteCounts {
  /** `prevTS` is the newest minute that was begun, 0 when none was; `count - prevCount` are the jobs of that minute. */
  meta: { count: number; prevTS: number; prevCount: number };
  /** Of the minutes before it, newest first. */
  data: readonly number[];
}

const MINUTE_MS = 60_000;
const MINUTES = 60;

/**
 * Jobs that ended in the last 60 minutes, the one that runs included; null when none was ever counted. BullMQ moves its
 * minutes on when a job ends and not by the clock: those of a queue that is idle are old.
 */
export function lastHour({ meta, data }: MinuteCounts, nowMs: number): number | null {
  if (meta.prevTS === 0) return null;
  const ageMinutes = Math.floor(nowMs / MINUTE_MS) - Math.floor(meta.prevTS / MINUTE_MS);
  const minutes = [meta.count - meta.prevCount, ...data];
  return minutes.slice(0, Math.max(0, MINUTES - ageMinutes)).reduce((total, count) => total + count, 0);
}
