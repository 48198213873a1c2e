/**
 * How exactly limits hold on several gateways: ten times what each lets through is offered for 20 seconds, spread evenly
 * over 1, 2 and 4 processes and all on one of them. What reached the upstream is compared with what the limit allows.
 * Money, quotas and concurrency may never be exceeded; buckets and windows by a hundredth, or by one; and a fiftieth, or
 * one, is the most that any may fall short. What is missed fails the bench.
 *
 * Usage, after `npm run build`: npm run bench:limits [-- --processes 1,2,4 --seconds 20 --only balance]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LIMIT_CASES, verdictOf } from './limits/limit-cases.mjs';
import { modelOf, startLimitSystem } from './limits/limit-system.mjs';
import { offerAll } from './limits/offer.mjs';
import { judgeShares, SHARED_MODEL, SHARERS_PER_SECOND } from './limits/shared-model.mjs';

/** So many cases at once: all together would be more than the machine can offer. */
const AT_ONCE = 5;
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '1,2,4' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
});
const seconds = Number(values.seconds);
const cases = LIMIT_CASES.filter(({ name }) => name.includes(values.only));

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort(new Error(`ended by ${signal}`)));

const system = await startLimitSystem(cases);
let missed = 0;
try {
  for (const processes of values.processes.split(',').map(Number)) {
    await system.grow(processes);
    await measure(`${processes} of ${processes}`, system.urls);
    if (processes > 1) await measure(`1 of ${processes}`, system.urls.slice(0, 1));
  }
} finally {
  await system.stop();
}
console.log(missed === 0 ? 'every limit held' : `${missed} missed`);
process.exitCode = missed === 0 ? 0 : 1;

/**
 * @param {string} run
 * @param {readonly string[]} urls
 */
async function measure(run, urls) {
  const keys = await system.newCustomers(run);
  for (let at = 0; at < cases.length; at += AT_ONCE) {
    const group = cases.slice(at, at + AT_ONCE);
    await untilWithinOneMinute();
    const offers = group.map(({ perSecond }, index) => ({
      model: modelOf(at + index),
      key: keys[at + index] ?? '',
      perSecond,
    }));
    const outcomes = await offerAll(offers, { seconds, urls, signal: stopped.signal });
    for (const [index, one] of group.entries())
      report({ run, one, calls: system.upstream.take(modelOf(at + index)), outcomes: outcomes[index] });
  }
  await measureShares(run, urls);
}

/**
 * @param {string} run
 * @param {readonly string[]} urls
 */
async function measureShares(run, urls) {
  if (!'shares of a model'.includes(values.only)) return;
  const keys = await system.newSharers(run);
  const offers = keys.map((key, index) => ({
    model: SHARED_MODEL,
    key,
    perSecond: SHARERS_PER_SECOND,
    user: String(index),
  }));
  await offerAll(offers, { seconds, urls, signal: stopped.signal });
  const { counts, ratio, most, bound, isFair, isOver } = judgeShares(system.upstream.take(SHARED_MODEL), {
    processes: system.urls.length,
    seconds,
  });
  if (!isFair || isOver) missed += 1;
  const verdict = isOver ? 'EXCEEDED' : isFair ? 'held' : 'UNFAIR';
  console.log(
    `${run.padEnd(7)} shares of a model, 3 to 1, ten times offered: ${counts.join(' and ')} calls, ${ratio.toFixed(2)} to 1; ` +
      `${most} at once, ${bound} at most  ${verdict}`,
  );
}

/** A minute that begins meanwhile would be a second one of a fixed window. */
async function untilWithinOneMinute() {
  const leftMs = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (leftMs < (seconds + 5) * 1000) await sleep(leftMs + 100);
}

/** @param {{ run: string, one: import('./limits/limit-cases.mjs').LimitCase, calls: import('./limits/upstream.mjs').AnsweredCall[], outcomes: import('./limits/offer.mjs').Outcomes | undefined }} measured */
function report({ run, one, calls, outcomes = new Map() }) {
  const { through, most } = one.judge({ calls });
  const { isOver, isShort } = verdictOf(one, { through, most });
  if (isOver || isShort) missed += 1;
  const share = `${((through / most) * 100).toFixed(2)} %`;
  const verdict = isOver ? 'EXCEEDED' : isShort ? 'SHORT' : 'held';
  const said = [...outcomes].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
  console.log(
    `${run.padEnd(7)} ${one.name.padEnd(40)} ${String(through).padStart(6)} of ${String(most).padEnd(6)} ${share.padStart(9)}  ${verdict}  (${said})`,
  );
}
