/**
 * The least a proxy in Node can do: take the body, pass it on, pass the answer back as it comes, with back-pressure and
 * an end on either side's end; nothing is parsed or decided. A port for each upstream; prints the addresses.
 * Usage: node relay-server.mjs <upstream>...
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const CONNECTIONS = 512;

/** @param {string} upstream */
function startRelay(upstream) {
  const pool = new Pool(upstream, { connections: CONNECTIONS, pipelining: 1 });
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const [body = Buffer.alloc(0)] = chunks.length === 1 ? chunks : [Buffer.concat(chunks)];
      const headers = { authorization, 'content-type': type };
      pool.dispatch({ path: request.url ?? '/', method: 'POST', headers, body }, answerTo(response));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @returns {import('undici').Dispatcher.DispatchHandler}
 */
function answerTo(response) {
  return {
    onRequestStart(controller) {
      response.once('close', () => {
        if (!response.writableFinished) controller.abort(new Error('the client has left'));
      });
    },
    onResponseStart(controller, status, headers) {
      const { 'content-type': type, 'content-length': length } = headers;
      const sized = length === undefined ? {} : { 'content-length': String(length) };
      response.writeHead(status, { 'content-type': String(type), ...sized });
      response.on('drain', () => controller.resume());
    },
    onResponseData(controller, chunk) {
      if (!response.write(chunk)) controller.pause();
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    },
  };
}

console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(startRelay))));
