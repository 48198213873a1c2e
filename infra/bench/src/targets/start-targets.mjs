/** The targets that were chosen, all of them running at once; each is idle while another is measured. */
import { startGatewayTarget } from './gateway-target.mjs';
import { startNginxTarget } from './nginx-target.mjs';
import { startPortkeyTarget } from './portkey-target.mjs';
import { directTarget, startRelayTarget } from './small-targets.mjs';

/**
 * @typedef {import('./target.mjs').Target} Target
 * @typedef {Awaited<ReturnType<typeof startGatewayTarget>>} GatewayTarget
 * @typedef {{ all: readonly Target[], gateway: GatewayTarget | null }} Targets
 */

const NAMES = /** @type {const} */ (['direct', 'nginx', 'node-relay', 'gateway', 'portkey']);

/**
 * @param {import('../run-bench.mjs').Bench} bench
 * @param {{ names: readonly string[], nodeOptions: string, upstreams: import('./target.mjs').Origins }} wanted all of them where no name is given
 * @returns {Promise<Targets>}
 * @throws {Error} for a name that isn't one
 */
export async function startTargets({ nginx, folder, signal, stops }, { names, nodeOptions, upstreams }) {
  const unknown = names.filter((name) => !NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`There is no target ${unknown.join(', ')}: choose from ${NAMES.join(', ')}.`);
  /** @type {GatewayTarget | null} */
  let gateway = null;
  const starts = {
    direct: async () => directTarget(upstreams),
    nginx: async () => startNginxTarget({ nginx, folder, upstreams }),
    'node-relay': async () => startRelayTarget(upstreams),
    gateway: async () => (gateway = await startGatewayTarget({ folder, upstreams, nodeOptions, signal })),
    portkey: async () => startPortkeyTarget(upstreams),
  };
  const all = [];
  for (const name of NAMES) {
    if (names.length > 0 && !names.includes(name)) continue;
    const target = await starts[name]();
    stops.push(target.stop);
    all.push(target);
  }
  return { all, gateway };
}
