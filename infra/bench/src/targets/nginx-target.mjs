/** nginx as a reverse proxy: connections to the upstream kept open, streams passed on at once. */
import { join } from 'node:path';
import { findFreePort } from '@turnpike/local/ports.mjs';
import { MEASURED } from '../system/cores.mjs';
import { startNginx } from '../system/nginx.mjs';
import { KINDS, originsOf } from './target.mjs';

/**
 * @param {{ nginx: string, folder: string, upstreams: import('./target.mjs').Origins }} options
 * @returns {Promise<import('./target.mjs').Target>}
 */
export async function startNginxTarget({ nginx, folder, upstreams }) {
  /** @type {Map<string, number>} */
  const ports = new Map();
  for (const kind of KINDS) ports.set(kind, await findFreePort(`bench nginx ${kind}`));
  const portOf = (/** @type {import('./target.mjs').Kind} */ kind) => ports.get(kind) ?? 0;
  const http = KINDS.map((kind) => renderServer({ kind, port: portOf(kind), upstream: upstreams[kind] })).join('\n');
  const options = { nginx, folder: join(folder, 'nginx'), core: MEASURED, http, port: portOf('unary') };
  const { pids, stop } = await startNginx(options);
  const origins = originsOf((kind) => `http://127.0.0.1:${portOf(kind)}`);
  return { name: 'nginx', title: 'nginx `proxy_pass`', pids, origins, headers: () => ({}), stop };
}

/** @param {{ kind: import('./target.mjs').Kind, port: number, upstream: string }} server */
function renderServer({ kind, port, upstream }) {
  return `  upstream ${kind} {
    server ${new URL(upstream).host};
    keepalive 1024;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /ready { return 200 ''; }
    location / {
      proxy_pass http://${kind};
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_buffering ${kind === 'unary' ? 'on' : 'off'};
    }
  }`;
}
