import { randomBytes } from 'node:crypto';

/** A random start and a counter: unique over restarts, at no cost per call. */
const bootId = randomBytes(9).toString('hex');
let made = 0;

/** An id that nothing had before: `chatcmpl-…`, `toolu_…`. Letters and digits after the prefix. */
export function freshId(prefix: string): string {
  made += 1;
  return `${prefix}${bootId}${made.toString(36).padStart(11, '0')}`;
}
