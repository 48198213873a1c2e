/** The providers behind every target. */
import { fileURLToPath } from 'node:url';
import { PAUSE_MS } from '../cases.mjs';
import { REST } from '../system/cores.mjs';
import { startPinned } from '../system/pinned-process.mjs';
import { startUnaryUpstream } from './unary-upstream.mjs';

const STREAMS = fileURLToPath(new URL('./stream-upstream.mjs', import.meta.url));

/**
 * @typedef {object} Upstreams
 * @property {import('../targets/target.mjs').Origins} origins
 * @property {Record<import('../targets/target.mjs').Kind, readonly number[]>} pids
 */

/**
 * @param {import('../run-bench.mjs').Bench} bench
 * @returns {Promise<Upstreams>}
 */
export async function startUpstreams({ nginx, folder, stops }) {
  const unary = await startUnaryUpstream({ nginx, folder });
  stops.push(unary.stop);
  const streams = await startPinned({ core: REST, command: [process.execPath, STREAMS, String(PAUSE_MS)] });
  stops.push(streams.stop);
  const { paced, burst } = /** @type {{ paced: string, burst: string }} */ (JSON.parse(streams.url));
  const pids = { unary: unary.pids, paced: [streams.pid], burst: [streams.pid] };
  return { origins: { unary: unary.origin, paced, burst }, pids };
}
