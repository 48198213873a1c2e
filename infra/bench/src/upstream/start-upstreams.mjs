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
 * @property {(kind: import('../targets/target.mjs').Kind) => readonly number[]} pidsOf
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
  const origins = { unary: unary.origin, paced, burst, translated: paced, 'translated-burst': burst };
  const pidsOf = (/** @type {import('../targets/target.mjs').Kind} */ kind) =>
    kind === 'unary' ? unary.pids : [streams.pid];
  return { origins, pidsOf };
}
