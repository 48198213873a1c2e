/**
 * Loaded into the gateway before itself: its server answers one address with an empty 404, before anything of the gateway
 * sees the request. What that costs is the least that a request can cost in that process.
 */
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const { createServer } = http;

/**
 * @param {import('node:http').ServerOptions} options
 * @param {import('node:http').RequestListener} listener
 */
function createAnsweringServer(options, listener) {
  return createServer(options, (request, response) => {
    if (request.url === '/empty-404') response.writeHead(404).end();
    else listener(request, response);
  });
}

http.createServer = /** @type {typeof createServer} */ (createAnsweringServer);
syncBuiltinESMExports();
