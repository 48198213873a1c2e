import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Answers after this time at the earliest, whether the work succeeded or failed, so that what it found can't be read
 * off the time it took.
 */
export async function atLeast<T>(durationMs: number, work: Promise<T>): Promise<T> {
  await Promise.allSettled([work, sleep(durationMs)]);
  return work;
}
