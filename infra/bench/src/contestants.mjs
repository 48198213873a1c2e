/** Who takes part in a case, and how each is loaded and checked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_PLACE, modelsRequestBytes, requestBytes } from './load/request-bytes.mjs';
import { runStreams } from './load/streams.mjs';
import { runWrk } from './load/wrk.mjs';
import { checkReply } from './measure/check-reply.mjs';
import { makeManyKeys } from './system/many-keys.mjs';
import { UNARY_ANSWER } from './upstream/answers.mjs';

/** In which the streams of a round begin. */
const SPREAD_MS = 1_000;
/** Callers that are met for the first time cost a query each: no crowd of them. */
const MEETING_CONNECTIONS = 16;
const MEETING_SECONDS = 5;

/**
 * @typedef {import('./run-bench.mjs').Bench} Bench
 * @typedef {import('./cases.mjs').Case} Case
 * @typedef {import('./measure/run-case.mjs').Contestant} Contestant
 * @typedef {import('./targets/target.mjs').Target} Target
 */

/**
 * @typedef {object} Tally what the gateway was asked in the whole run
 * @property {number} answered
 * @property {number} cutAtMost calls under way when their load ended
 */

/**
 * @param {Bench & { tally: Tally }} bench
 * @param {Case} one
 * @param {import('./targets/start-targets.mjs').Targets} targets
 * @returns {Promise<Contestant[]>} none where the case is of a target that wasn't chosen
 */
export async function contestantsOf(bench, one, { all, gateway }) {
  if (one.keys === undefined) return all.map((target) => contestOf(bench, one, target));
  return gateway === null ? [] : contestsOfKeys(bench, { ...one, keys: one.keys }, gateway);
}

/**
 * @param {Bench & { tally: Tally }} bench
 * @param {Case} one
 * @param {Target} target
 * @returns {Contestant}
 */
function contestOf(bench, one, target) {
  const { name, title, pids } = target;
  const tally = name === 'gateway' ? bench.tally : { answered: 0, cutAtMost: 0 };
  const load = async (/** @type {number} */ seconds) => {
    const made = await loadTarget(bench, { one, target, seconds });
    tally.answered += made.requests;
    if (one.unit === 'request') tally.cutAtMost += one.connections;
    return made;
  };
  return { name, title, pids, load, warmUp: load, check: () => checkCounted(target, one, tally) };
}

/**
 * @param {Target} target
 * @param {Case} one
 * @param {Tally} tally
 */
async function checkCounted(target, one, tally) {
  await checkReply(target, one);
  tally.answered += 1;
}

/**
 * @param {Bench} bench
 * @param {{ one: Case, target: Target, seconds: number }} round
 */
function loadTarget({ folder, wrk, signal }, { one, target, seconds }) {
  const origin = target.origins[one.kind];
  const events = one.tokensIn(seconds);
  const requestFile = join(folder, `${one.name}-${target.name}-${seconds}.request`);
  writeFileSync(requestFile, requestBytes({ origin, headers: target.headers(one.kind), body: one.body(events) }));
  const { connections } = one;
  if (one.unit === 'request')
    return runWrk({ wrk, origin, requestFile, connections, seconds, answerBytes: UNARY_ANSWER.length, signal });
  // A paced stream is as long as the round.
  const forSeconds = one.kind.endsWith('burst') ? seconds : 0;
  const plan = { origin, requestFile, streams: connections, events, seconds: forSeconds, spreadMs: SPREAD_MS };
  return runStreams({ plan, signal });
}

/**
 * One for each amount of keys. Rounds go through the keys one after the other and go on where the last one stopped; the
 * warm-up goes through all of them first, so that every caller is known before anything is measured.
 * @param {Bench & { tally: Tally }} bench
 * @param {Case & { keys: readonly number[] }} one
 * @param {import('./targets/start-targets.mjs').GatewayTarget} gateway
 * @returns {Promise<Contestant[]>}
 */
async function contestsOfKeys({ folder, wrk, signal, tally }, one, gateway) {
  const { databaseUrl, keyPepper, pids, title } = gateway;
  const all = await makeManyKeys({ databaseUrl, keyPepper, amount: Math.max(...one.keys) });
  const origin = gateway.origins[one.kind];
  const headers = { authorization: `Bearer ${KEY_PLACE}` };
  const write = (/** @type {string} */ name, /** @type {string} */ text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const modelsFile = write('models.request', modelsRequestBytes({ origin, headers }));
  const callFile = write('keys.request', requestBytes({ origin, headers, body: one.body(one.checkedTokens) }));
  return one.keys.map((amount) => {
    const file = write(`${amount}.keys`, all.slice(0, amount).join('\n'));
    let [met, asked] = [0, 0];
    const common = { wrk, origin, signal };
    const meet = async () => {
      const plan = { ...common, requestFile: modelsFile, keys: { file, skip: met }, seconds: MEETING_SECONDS };
      met += (await runWrk({ ...plan, connections: MEETING_CONNECTIONS, answerBytes: 1 })).requests;
    };
    const load = async (/** @type {number} */ seconds) => {
      const plan = { ...common, requestFile: callFile, keys: { file, skip: asked }, seconds };
      const made = await runWrk({ ...plan, connections: one.connections, answerBytes: UNARY_ANSWER.length });
      asked += made.requests;
      tally.answered += made.requests;
      tally.cutAtMost += one.connections;
      return made;
    };
    const warmUp = async (/** @type {number} */ seconds) => {
      while (met < amount) await meet();
      await load(seconds);
    };
    const check = () => checkCounted(gateway, one, tally);
    const name = `keys-${amount}`;
    return { name, title: `${title}, ${amount.toLocaleString('en')} keys`, pids, load, warmUp, check };
  });
}
