import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { until } from '@turnpike/testing/until';
import { HttpExchange } from './http-exchange.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Serves one request on a bare socket and gives both ends. */
async function exchangeWith(request: string, stallLimitMs?: number) {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  const arrived = once(server, 'request');
  socket.write(request);
  const [incoming, response] = (await arrived) as [IncomingMessage, ServerResponse];
  const facts = { path: '/', params: {}, address: null };
  return {
    socket,
    exchange: new HttpExchange(incoming, response, stallLimitMs === undefined ? facts : { ...facts, stallLimitMs }),
  };
}

const GET = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

test('a caller that takes nothing while there is something to take is gone after a while', async () => {
  const { socket, exchange } = await exchangeWith(GET, 100);
  socket.pause();
  exchange.head(200, {});
  const gone = new Promise<void>((resolve) => exchange.onGone(resolve));
  const piece = Buffer.alloc(1024 * 1024);
  for (let pieces = 0; pieces < 64 && exchange.write(piece); pieces += 1);
  exchange.onDrain(() => undefined);
  // More than the sockets of both ends keep, so that it can't drain by itself.
  for (let pieces = 0; pieces < 64; pieces += 1) exchange.write(piece);
  await gone;
  expect(exchange.gone).toBe(true);
  expect(exchange.write(piece)).toBe(true);
});

test('one that takes nothing of a whole answer is gone as well', async () => {
  const { socket, exchange } = await exchangeWith(GET, 100);
  socket.pause();
  const gone = new Promise<void>((resolve) => exchange.onGone(resolve));
  exchange.head(200, {});
  exchange.end(Buffer.alloc(64 * 1024 * 1024));
  await gone;
  expect(exchange.gone).toBe(true);
});

test('one that reads slowly but reads gets all of it', async () => {
  const { socket, exchange } = await exchangeWith(GET, 250);
  const size = 24 * 1024 * 1024;
  let taken = 0;
  socket.on('data', (bytes: Buffer) => {
    taken += bytes.length;
    socket.pause();
    setTimeout(() => socket.resume(), 1);
  });
  exchange.head(200, { 'content-length': size });
  exchange.end(Buffer.alloc(size));
  await until(() => taken >= size, 'the whole answer');
  socket.destroy();
});

test('one that reads again in time is not', async () => {
  const { socket, exchange } = await exchangeWith(GET);
  exchange.head(200, {});
  socket.pause();
  const drained = new Promise<void>((resolve) => exchange.onDrain(resolve));
  for (let pieces = 0; pieces < 64; pieces += 1) exchange.write(Buffer.alloc(1024 * 1024));
  socket.resume();
  await drained;
  expect(exchange.gone).toBe(false);
});

test('who leaves is heard of, at once by those who ask late', async () => {
  const { socket, exchange } = await exchangeWith(GET);
  const gone = new Promise<void>((resolve) => exchange.onGone(resolve));
  socket.destroy();
  await gone;
  let heard = 0;
  exchange.onGone(() => (heard += 1));
  expect(heard).toBe(1);
  exchange.head(200, {});
  expect(exchange.headSent).toBe(false);
});

test('a body of the limit is read, one byte more is too large, half of one is a caller that left', async () => {
  const post = (length: number, body: string) =>
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${body}`;
  const whole = await exchangeWith(post(4, 'four'));
  expect(await whole.exchange.readBody(4)).toEqual(Buffer.from('four'));
  server.closeAllConnections();
  server.close();
  const large = await exchangeWith(post(5, 'five!'));
  expect(await large.exchange.readBody(4)).toBe('too_large');
  server.closeAllConnections();
  server.close();
  const half = await exchangeWith(post(9, 'half'));
  const read = half.exchange.readBody(100);
  half.socket.destroy();
  expect(await read).toBe('client_gone');
});

test('a body that follows its headers in pieces is put together, and bounded all the same', async () => {
  const head = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 8\r\n\r\n';
  for (const [limit, expected] of [
    [8, Buffer.from('firstend')],
    [7, 'too_large'],
  ] as const) {
    const { socket, exchange } = await exchangeWith(head);
    const body = exchange.readBody(limit);
    socket.write('first', () => socket.write('end'));
    expect(await body).toEqual(expected);
    server.closeAllConnections();
    server.close();
  }
});

test('an answer arrives byte for byte, and the connection serves the next request', async () => {
  const { socket, exchange } = await exchangeWith('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nfour');
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await exchange.readBody(4);
  exchange.head(200, { 'content-length': everyByte.length });
  exchange.end(everyByte);
  expect(exchange.bytesOut).toBe(256);
  const received: Buffer[] = [];
  while (!Buffer.concat(received).includes(everyByte)) received.push((await once(socket, 'data'))[0] as Buffer);
  const next = once(server, 'request');
  socket.write(GET);
  expect(((await next) as [IncomingMessage])[0].method).toBe('GET');
});

const POST = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';

test.each([
  ['pieces and a last one', ['one ', Buffer.from('two '), '', 'dreißig '], 'and the end'],
  ['pieces alone', [Buffer.from([0, 127, 128, 255])], undefined],
  ['a large piece', [Buffer.alloc(100_000, 'é')], Buffer.alloc(70_000, 'x')],
  ['a piece of nothing', ['', Buffer.alloc(0)], ''],
])('an answer of unknown length is a chunked body: %s', async (_name, pieces, last) => {
  const { socket, exchange } = await exchangeWith(POST);
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
  exchange.head(200, {});
  for (const piece of pieces) {
    exchange.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  exchange.end(last);
  const whole = Buffer.concat([...pieces, last ?? ''].map((piece) => Buffer.from(piece)));
  expect(exchange.bytesOut).toBe(whole.length);
  await until(() => text.endsWith('0\r\n\r\n'), 'the whole answer');
  const bodyAt = text.indexOf('\r\n\r\n') + 4;
  expect(text.slice(0, bodyAt).toLowerCase()).toContain('transfer-encoding: chunked');
  expect(readChunks(text.slice(bodyAt))).toBe(whole.toString('latin1'));
  // Exactly to its end: the connection serves the next request.
  const next = once(server, 'request');
  socket.write(GET);
  expect(((await next) as [IncomingMessage])[0].method).toBe('GET');
});

test('a caller of HTTP/1.0 gets the bare bytes and a closed connection', async () => {
  const { socket, exchange } = await exchangeWith('POST / HTTP/1.0\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
  exchange.head(200, {});
  exchange.write('one ');
  exchange.end('two');
  const received: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  await once(socket, 'close');
  expect(Buffer.concat(received).toString()).toMatch(/\r\n\r\none two$/);
});

/** What a chunked body holds; throws where it isn't one. */
function readChunks(body: string): string {
  let whole = '';
  for (let at = 0; ;) {
    const headEnd = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.slice(at, headEnd), 16);
    const end = headEnd + 2 + length;
    if (headEnd < 0 || body.slice(end, end + 2) !== '\r\n') throw new Error(`no chunk at ${at}`);
    if (length === 0) return whole;
    whole += body.slice(headEnd + 2, end);
    at = end + 2;
  }
}
