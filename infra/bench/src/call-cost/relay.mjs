/**
 * The least a proxy in Node can do: take the body, pass it on, pass the answer back; nothing is parsed or decided.
 * Prints its address. Usage: node relay.mjs <upstream url>
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2] ?? '', { connections: 64, pipelining: 1 });

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const headers = { 'content-type': 'application/json' };
    const body = Buffer.concat(chunks);
    pool.dispatch({ path: request.url ?? '/', method: 'POST', headers, body }, answerTo(response));
  });
});

/**
 * @param {import('node:http').ServerResponse} response
 * @returns {import('undici').Dispatcher.DispatchHandler}
 */
function answerTo(response) {
  return {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) {
      const { 'content-type': type, 'content-length': length } = headers;
      response.writeHead(status, { 'content-type': String(type), 'content-length': String(length) });
    },
    onResponseData(_controller, chunk) {
      response.write(chunk);
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      response.writeHead(502).end();
    },
  };
}

server.listen(0, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`http://127.0.0.1:${address.port}`);
});
