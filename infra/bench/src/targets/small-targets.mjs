/** No proxy at all, and the least one that Node can be. */
import { fileURLToPath } from 'node:url';
import { MEASURED } from '../system/cores.mjs';
import { startPinned } from '../system/pinned-process.mjs';
import { KINDS, originsOf } from './target.mjs';

const RELAY = fileURLToPath(new URL('./relay-server.mjs', import.meta.url));

/**
 * @param {import('./target.mjs').Origins} upstreams
 * @returns {import('./target.mjs').Target}
 */
export function directTarget(upstreams) {
  const nothing = async () => undefined;
  return { name: 'direct', title: 'direct', pids: [], origins: upstreams, headers: () => ({}), stop: nothing };
}

/**
 * @param {import('./target.mjs').Origins} upstreams
 * @returns {Promise<import('./target.mjs').Target>}
 */
export async function startRelayTarget(upstreams) {
  const command = [process.execPath, RELAY, ...KINDS.map((kind) => upstreams[kind])];
  const { pid, url, stop } = await startPinned({ core: MEASURED, command });
  const addresses = /** @type {string[]} */ (JSON.parse(url));
  const origins = originsOf((kind) => addresses[KINDS.indexOf(kind)] ?? '');
  return { name: 'node-relay', title: 'plain Node relay', pids: [pid], origins, headers: () => ({}), stop };
}
