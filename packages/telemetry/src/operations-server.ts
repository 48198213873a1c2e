/**
 * The operations port of this process: `/health` says that it lives, `/ready` that it should get work, `/metrics` is
 * for Prometheus. A server of its own, so that probes are answered however busy or closed its other sockets are.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from './logger.js';
import type { Registry } from './metrics.js';

/** Whether a process should get work; `detail` is small, public and JSON. */
export interface Readiness {
  check(): Promise<{ ok: boolean; detail: Record<string, unknown> }>;
}

export interface OperationsOptions {
  readiness: Readiness;
  metrics: Registry;
  logger: Logger;
}

/** The server, not yet listening. */
export function createOperationsServer(options: OperationsOptions): Server {
  return createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.logger.error({ err: error }, 'operations request failed');
      if (!response.headersSent) send(response, 500, { status: 'error' });
      else response.destroy();
    });
  });
}

async function answer(options: OperationsOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 405, { status: 'method not allowed' });
  switch (request.url?.split('?', 1)[0]) {
    case '/health':
      return send(response, 200, { status: 'ok' });
    case '/ready': {
      const { ok, detail } = await options.readiness.check();
      return send(response, ok ? 200 : 503, { status: ok ? 'ready' : 'not ready', ...detail });
    }
    case '/metrics': {
      const text = await options.metrics.metrics();
      response.writeHead(200, { 'content-type': options.metrics.contentType }).end(text);
      return;
    }
    default:
      return send(response, 404, { status: 'not found' });
  }
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
