/** Portkey's gateway as its package starts it in production, on the same Node as ours, relaying to a host of our own. */
import { findFreePort } from '@turnpike/local/ports.mjs';
import { httpProbe } from '@turnpike/local/supervise/readiness.mjs';
import { findPortkey } from '../programs/portkey.mjs';
import { MEASURED } from '../system/cores.mjs';
import { startPinned } from '../system/pinned-process.mjs';
import { originsOf } from './target.mjs';

/**
 * @param {import('./target.mjs').Origins} upstreams
 * @returns {Promise<import('./target.mjs').Target>}
 */
export async function startPortkeyTarget(upstreams) {
  const script = await findPortkey();
  const port = await findFreePort('bench portkey');
  const origin = `http://127.0.0.1:${port}`;
  const { PATH = '', HOME = '/' } = process.env;
  const { pid, stop } = await startPinned({
    core: MEASURED,
    command: [process.execPath, script, `--port=${port}`, '--headless'],
    env: { PATH, HOME, NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
    ready: httpProbe(`${origin}/`),
  });
  return {
    name: 'portkey',
    title: 'Portkey gateway',
    pids: [pid],
    origins: originsOf(() => origin),
    headers: (kind) => ({
      authorization: 'Bearer sk-bench',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${upstreams[kind]}/v1`,
    }),
    stop,
  };
}
