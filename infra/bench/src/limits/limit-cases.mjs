/**
 * What is offered to which limit, and how much of it may come through. Every case offers ten times what its limit lets
 * through; what came through is what reached the upstream.
 */

/** What the upstream says each call used. */
export const USED = { prompt_tokens: 10, completion_tokens: 20 };
const TOKENS = USED.prompt_tokens + USED.completion_tokens;
const REQUEST_PRICE = '0.01';
/** A balance that no run uses up. */
export const PLENTY = '100000';

/**
 * @typedef {object} LimitCase
 * @property {string} name
 * @property {'never' | 'nearly'} bound whether it may be exceeded not at all, or by a hundredth
 * @property {object} limits of the plan
 * @property {string} [credit]
 * @property {number} perSecond calls offered
 * @property {number} [answerMs] how long the upstream takes
 * @property {(seen: Seen) => { through: number, most: number }} judge
 *
 * @typedef {object} Seen by the upstream, in order of arrival; Unix ms
 * @property {readonly { fromMs: number, toMs: number }[]} calls
 */

/** @param {object} limit */
const more = (limit) => ({ more: [{ name: 'measured', ...limit }] });

/** @param {number} most */
const counted =
  (most) =>
  (/** @type {Seen} */ { calls }) => ({ through: calls.length, most });

/** @param {number} most */
const tokens =
  (most) =>
  (/** @type {Seen} */ { calls }) => ({ through: calls.length * TOKENS, most });

/**
 * What a bucket lets through from the first call to the last.
 * @param {{ perSecond: number, burst: number }} bucket
 */
const bucket =
  ({ perSecond, burst }) =>
  (/** @type {Seen} */ { calls }) => {
    const lastedMs = (calls.at(-1)?.fromMs ?? 0) - (calls[0]?.fromMs ?? 0);
    return { through: calls.length, most: burst + Math.floor((lastedMs * perSecond) / 1000) };
  };

/** Most under way at one moment. An end at the millisecond of a start comes before it: the clock says no more. */
export function overlap(/** @type {Seen} */ { calls }) {
  const changes = calls.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, by: 1 },
    { atMs: toMs, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** @type {readonly LimitCase[]} */
export const LIMIT_CASES = [
  {
    name: 'rate, 20 a second, burst of 20',
    bound: 'nearly',
    limits: { requestsPerSecond: 20, burst: 20 },
    perSecond: 200,
    judge: bucket({ perSecond: 20, burst: 20 }),
  },
  {
    name: 'constant rate, 20 a second, 40 waiting',
    bound: 'nearly',
    limits: more({ kind: 'paced', requests: 20, seconds: 1, queue: 40, maxWaitMs: 3_000 }),
    perSecond: 200,
    judge: bucket({ perSecond: 20, burst: 1 }),
  },
  {
    name: 'fixed window, 200 a minute',
    bound: 'nearly',
    limits: more({ kind: 'window', unit: 'requests', limit: 200, window: 'minute', shape: 'fixed' }),
    perSecond: 34,
    judge: counted(200),
  },
  {
    name: 'sliding window, 200 a minute',
    bound: 'nearly',
    limits: more({ kind: 'window', unit: 'requests', limit: 200, window: 'minute', shape: 'sliding' }),
    perSecond: 34,
    judge: counted(200),
  },
  {
    name: '30,000 tokens a minute',
    bound: 'nearly',
    limits: more({ kind: 'window', unit: 'tokens', limit: 30_000, window: 'minute', shape: 'sliding' }),
    perSecond: 167,
    judge: tokens(30_000),
  },
  {
    name: '10 at once',
    bound: 'never',
    limits: { concurrency: 10 },
    perSecond: 100,
    answerMs: 1_000,
    judge: (seen) => ({ through: overlap(seen), most: 10 }),
  },
  {
    name: 'quota, 300 requests a month',
    bound: 'never',
    limits: { quotaPerMonth: 300 },
    perSecond: 150,
    judge: counted(300),
  },
  {
    name: 'quota, 15,000 tokens a day',
    bound: 'never',
    limits: more({ kind: 'quota', unit: 'tokens', limit: 15_000, period: 'day' }),
    perSecond: 150,
    judge: tokens(15_000),
  },
  {
    name: 'budget, 3.00 a day, in cents',
    bound: 'never',
    limits: more({ kind: 'budget', amount: '3', period: 'day' }),
    perSecond: 150,
    judge: counted(300),
  },
  { name: 'balance, 3.00, in cents', bound: 'never', limits: {}, credit: '3', perSecond: 150, judge: counted(300) },
];

export const PRICES = [{ unit: 'request', amount: REQUEST_PRICE }];

/** @param {LimitCase} one */
export const creditOf = ({ credit }) => credit ?? PLENTY;

/** Over: a hundredth or one. Short: a fiftieth or one. */
export function verdictOf(
  /** @type {LimitCase} */ { bound },
  /** @type {{ through: number, most: number }} */ { through, most },
) {
  const over = bound === 'never' ? 0 : Math.max(1, most * 0.01);
  return { isOver: through > most + over, isShort: through < most - Math.max(1, most * 0.02) };
}
