import type { Handler } from '../http/listen.js';
import { sendText } from '../http/respond.js';

export interface OperationsOptions {
  isReady: () => boolean;
  /** The metrics in Prometheus' text format. */
  metrics: () => Promise<string>;
}

/** `/health` (the process lives), `/ready` (every socket listens and none is closing), `/metrics`. */
export function operationsHandler({ isReady, metrics }: OperationsOptions): Handler {
  return async (request, response) => {
    if (request.url === '/health') sendText(response, 200, 'ok');
    else if (request.url === '/ready') sendText(response, isReady() ? 200 : 503, isReady() ? 'ready' : 'not ready');
    else if (request.url === '/metrics') {
      const text = await metrics();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
    } else sendText(response, 404, 'There is nothing here.');
  };
}
