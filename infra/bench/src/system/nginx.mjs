/** An nginx with one worker and nothing written per request. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpProbe } from '@turnpike/local/supervise/readiness.mjs';
import { treeOf } from '../measure/process-times.mjs';
import { startPinned } from './pinned-process.mjs';

/**
 * @typedef {object} NginxOptions
 * @property {string} nginx path of the program
 * @property {string} folder to make for it
 * @property {number} core
 * @property {string} http directives of the http block
 * @property {number} port answers GET /ready
 *
 * @param {NginxOptions} options
 * @returns {Promise<{ pids: number[], stop: () => Promise<void> }>}
 */
export async function startNginx({ nginx, folder, core, http, port }) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, render(folder, http));
  const command = [nginx, '-p', folder, '-c', file, '-e', 'stderr'];
  const master = await startPinned({ core, command, ready: httpProbe(`http://127.0.0.1:${port}/ready`) });
  // By force the master would leave its worker behind.
  return { pids: treeOf(master.pid), stop: master.end };
}

/**
 * @param {string} folder
 * @param {string} http
 */
function render(folder, http) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(folder, name)};`,
  );
  return `daemon off;
pid ${join(folder, 'nginx.pid')};
error_log stderr error;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : '# as who it was started by'}
events { worker_connections 8192; }
http {
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  # Bodies of the bench stay in memory.
  client_body_buffer_size 64k;
${temporary.join('\n')}
${http}
}
`;
}
