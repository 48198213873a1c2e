/** Load by streams: so many at once, each taken to its end. */
import { fileURLToPath } from 'node:url';
import { REST } from '../system/cores.mjs';
import { runPinned } from '../system/pinned-process.mjs';

const CLIENT = fileURLToPath(new URL('./stream-client.mjs', import.meta.url));

/**
 * @typedef {object} StreamsPlan
 * @property {import('./stream-client.mjs').StreamPlan} plan
 * @property {AbortSignal} signal
 *
 * @param {StreamsPlan} options
 * @returns {Promise<import('./wrk.mjs').LoadFigures>} per event
 * @throws {Error} when an event of any stream is lost, doubled or out of order
 */
export async function runStreams({ plan, signal }) {
  const output = await runPinned({ core: REST, command: [process.execPath, CLIENT, JSON.stringify(plan)], signal });
  const { streams, events, seconds, p50Us, p99Us, faults } = /** @type {import('./stream-client.mjs').StreamReport} */ (
    JSON.parse(output)
  );
  if (faults.length > 0) throw new Error(`streams failed: ${faults.join('; ')}`);
  if (streams < plan.streams) throw new Error(`${streams} of ${plan.streams} streams came to their end`);
  return { units: events, requests: streams, seconds, p50Us, p99Us };
}
