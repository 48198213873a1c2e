/** Load by wrk: closed loop, as many requests as the connections can carry. */
import { fileURLToPath } from 'node:url';
import { runPinned } from '../system/pinned-process.mjs';
import { REST } from '../system/cores.mjs';

const SCRIPT = fileURLToPath(new URL('./post.lua', import.meta.url));
const TIMEOUT = '10s';

/**
 * @typedef {object} LoadFigures
 * @property {number} units requests answered, or events received
 * @property {number} requests answered
 * @property {number} seconds
 * @property {number} p50Us
 * @property {number} p99Us
 *
 * @typedef {object} WrkPlan
 * @property {string} wrk path of the program
 * @property {string} origin
 * @property {string} requestFile holds the request's bytes
 * @property {{ file: string, skip: number }} [keys] one key a line, for `{key}` in the request
 * @property {number} connections
 * @property {number} seconds
 * @property {number} answerBytes least length of an answer
 * @property {AbortSignal} signal
 */

/**
 * @param {WrkPlan} plan
 * @returns {Promise<LoadFigures>}
 * @throws {Error} when any answer isn't a success, or they are too short to be whole
 */
export async function runWrk({ wrk, origin, requestFile, keys, connections, seconds, answerBytes, signal }) {
  const options = ['-t', '1', '-c', `${connections}`, '-d', `${seconds}s`, '--timeout', TIMEOUT, '-s', SCRIPT, origin];
  const files = [requestFile, ...(keys === undefined ? [] : [keys.file, String(keys.skip)])];
  const output = await runPinned({ core: REST, command: [wrk, ...options, '--', ...files], signal });
  return readWrk(output, answerBytes);
}

/**
 * @param {string} output
 * @param {number} answerBytes
 * @returns {LoadFigures}
 * @throws {Error} as {@link runWrk}
 */
export function readWrk(output, answerBytes) {
  const line = output.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`wrk said nothing of its run: ${output}`);
  const run = /** @type {Record<string, number>} */ (JSON.parse(line));
  const { requests = 0, us = 0, bytes = 0, p50Us = 0, p99Us = 0 } = run;
  const failures = ['non2xx', 'connect', 'read', 'write', 'timeout'].filter((name) => run[name] !== 0);
  if (failures.length > 0)
    throw new Error(`calls failed: ${failures.map((name) => `${run[name]} ${name}`).join(', ')}`);
  if (requests === 0) throw new Error('wrk had no answer');
  if (bytes / requests < answerBytes) throw new Error(`answers have ${bytes / requests} bytes, not ${answerBytes}`);
  return { units: requests, requests, seconds: us / 1_000_000, p50Us, p99Us };
}
