/** A model that is asked ten times what it can serve, by tenants of different weights. Its capacity is leased in parts. */
import { overlap } from './limit-cases.mjs';

export const SHARED_MODEL = 'limit-shared';
export const CAPACITY = 8;
export const SHARED_ANSWER_MS = 200;
export const WEIGHTS = [3, 1];
/** Each offers this, which is ten times its share together with the others'. */
export const SHARERS_PER_SECOND = (10 * CAPACITY * 1000) / SHARED_ANSWER_MS / WEIGHTS.length;

/** Until everybody waits the shares say nothing yet. */
const SETTLED_MS = 2_000;
const TOLERANCE = 0.1;

/**
 * @param {readonly import('./upstream.mjs').AnsweredCall[]} calls of users called by their place among the weights
 * @param {{ processes: number, seconds: number }} run processes that were asked; how long all offered
 */
export function judgeShares(calls, { processes, seconds }) {
  const startMs = calls[0]?.fromMs ?? 0;
  const settled = calls.filter(({ fromMs }) => fromMs >= startMs + SETTLED_MS && fromMs < startMs + seconds * 1000);
  const counts = WEIGHTS.map((_, index) => settled.filter(({ user }) => user === String(index)).length);
  const [first = 0, second = 0] = counts;
  const ratio = first / Math.max(1, second);
  const wanted = (WEIGHTS[0] ?? 1) / (WEIGHTS[1] ?? 1);
  const most = overlap({ calls });
  // One more for each process that joined while nothing was left.
  const bound = CAPACITY + processes - 1;
  return { counts, ratio, most, bound, isFair: Math.abs(ratio - wanted) <= wanted * TOLERANCE, isOver: most > bound };
}
