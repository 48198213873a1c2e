/** The cheapest provider of whole answers: nginx with a fixed text. */
import { join } from 'node:path';
import { findFreePort } from '@turnpike/local/ports.mjs';
import { REST } from '../system/cores.mjs';
import { startNginx } from '../system/nginx.mjs';
import { UNARY_ANSWER } from './answers.mjs';

/**
 * @param {{ nginx: string, folder: string }} options
 */
export async function startUnaryUpstream({ nginx, folder }) {
  const port = await findFreePort('bench unary upstream');
  const http = `  server {
    listen 127.0.0.1:${port} backlog=4096;
    default_type application/json;
    location / { return 200 '${UNARY_ANSWER}'; }
  }`;
  const server = await startNginx({ nginx, folder: join(folder, 'upstream'), core: REST, http, port });
  return { ...server, origin: `http://127.0.0.1:${port}` };
}
