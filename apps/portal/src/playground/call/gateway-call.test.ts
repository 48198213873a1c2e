import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readPictures } from '../images/read-pictures';
import { callGateway, type GatewayRequest } from './gateway-call';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const REQUEST: GatewayRequest = { path: '/x', body: { model: 'm', left: undefined } };
const ask = (baseUrl: string, options: { request?: GatewayRequest; signal?: AbortSignal } = {}) =>
  callGateway(
    { baseUrl, key: 'tp_test_x', signal: options.signal ?? new AbortController().signal },
    options.request ?? REQUEST,
    async (answer) => (await answer.json()) as unknown,
  );

it('posts JSON with the key, and reads the answer', async () => {
  let seen: { headers: Record<string, unknown>; body: string } | undefined;
  const url = await listen((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen = { headers: request.headers, body };
      response.writeHead(200, { 'x-request-id': 'req_1' }).end('{"a":1}');
    });
  });
  expect(await ask(url)).toEqual({ kind: 'answered', value: { a: 1 }, requestId: 'req_1' });
  expect(seen?.headers).toMatchObject({ authorization: 'Bearer tp_test_x', 'content-type': 'application/json' });
  expect(seen?.body).toBe('{"model":"m"}');
});

it('posts a form as multipart', async () => {
  let type: string | undefined;
  const url = await listen((request, response) => {
    type = request.headers['content-type'];
    request.resume().on('end', () => response.end('{}'));
  });
  const body = new FormData();
  body.append('file', new Blob(['x']), 'x.wav');
  expect((await ask(url, { request: { path: '/x', body } })).kind).toBe('answered');
  expect(type).toMatch(/^multipart\/form-data; boundary=/);
});

it.each<[string, RequestListener, object]>([
  [
    'a refusal comes with code and fix',
    (_, response) =>
      response
        .writeHead(402)
        .end(JSON.stringify({ error: { message: 'No money.', code: 'insufficient_quota', fix: 'Top up.' } })),
    { status: 402, code: 'insufficient_quota', message: 'No money.', fix: 'Top up.' },
  ],
  [
    'a refusal without a word is one too',
    (_, response) => response.writeHead(500).end('<html>'),
    { status: 500, code: 'unknown' },
  ],
  [
    'an answer that is none',
    (_, response) => response.writeHead(200, { 'x-request-id': 'req_2' }).end('<html>'),
    { code: 'unreadable', requestId: 'req_2' },
  ],
  [
    'an answer that is cut',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
    },
    { code: 'stream_cut' },
  ],
])('%s', async (_name, listener, failure) => {
  expect(await ask(await listen(listener))).toMatchObject({ kind: 'failed', failure });
});

it('stopping is no failure, and nobody listening is one', async () => {
  const stop = new AbortController();
  const url = await listen(() => stop.abort());
  expect(await ask(url, { signal: stop.signal })).toEqual({ kind: 'stopped' });
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  expect(await ask(url)).toMatchObject({ kind: 'failed', failure: { code: 'unreachable' } });
});

it('an answer without pictures is unreadable, not empty', async () => {
  const url = await listen((_, response) => response.end('{}'));
  const connection = { baseUrl: url, key: 'k', signal: new AbortController().signal };
  expect(await callGateway(connection, REQUEST, readPictures)).toMatchObject({ failure: { code: 'unreadable' } });
});
