import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Breaker } from './breaker.js';
import { type LinkEnd, MAX_MESSAGE_BYTES, type MessageLink, WebSocketLink } from './message-link.js';
import { openWebSocket, type WebSocketRequest } from './web-socket.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: net.Server): Promise<string> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server of WebSockets; `options` are the library's. */
async function serve(onSocket: (socket: WebSocket) => void, options: object = {}): Promise<string> {
  const server = http.createServer();
  const acceptor = new WebSocketServer({ noServer: true, ...options });
  server.on('upgrade', (request, socket, head) => acceptor.handleUpgrade(request, socket, head, onSocket));
  return listen(server);
}

const serveHttp = (listener: http.RequestListener) => listen(http.createServer(listener));

const serveRaw = (answer: string) =>
  listen(net.createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.write(answer))));

function to(origin: string, more: Partial<WebSocketRequest> = {}): WebSocketRequest {
  return { origin, path: '/v1/realtime?model=m', headers: ['authorization', 'Bearer key'], ...more };
}

async function openLink(origin: string): Promise<MessageLink> {
  const opened = await openWebSocket(to(origin)).opened;
  if ('status' in opened) throw new Error(`refused: ${opened.status}`);
  cleanups.push(() => opened.close(1000, ''));
  return opened;
}

/** Reads a link to its end. */
function read(link: MessageLink): { texts: string[]; ended: Promise<LinkEnd> } {
  const texts: string[] = [];
  const ended = new Promise<LinkEnd>((resolve) => {
    link.listen({
      onMessage: (text) => texts.push(text.toString()),
      onBinary: () => texts.push('<binary>'),
      onEnd: resolve,
    });
  });
  return { texts, ended };
}

describe('the handshake', () => {
  it('sends path and headers, offers no compression, and loses no early message', async () => {
    let request: http.IncomingMessage | null = null;
    const server = http.createServer();
    const acceptor = new WebSocketServer({ noServer: true });
    server.on('upgrade', (incoming: http.IncomingMessage, socket, head) => {
      request = incoming;
      acceptor.handleUpgrade(incoming, socket, head, (webSocket) => {
        webSocket.send('first');
        webSocket.send('second');
        webSocket.close(1000, 'enough');
      });
    });
    const link = await openLink(await listen(server));
    expect(String(await link.first())).toBe('first');
    const { texts, ended } = read(link);
    expect(await ended).toEqual({ code: 1000, reason: 'enough', kind: 'closed' });
    expect(texts).toEqual(['first', 'second']);
    expect(request).toMatchObject({ url: '/v1/realtime?model=m', headers: { authorization: 'Bearer key' } });
    expect(request!.headers['sec-websocket-extensions']).toBeUndefined();
  });

  it('gives the answer in its place, with its words', async () => {
    const origin = await serveHttp((_request, response) => response.writeHead(401, { 'x-a': 'b' }).end('no'));
    const refused = await openWebSocket(to(origin)).opened;
    expect(refused).toMatchObject({ status: 401, headers: { 'x-a': 'b' }, body: Buffer.from('no') });
  });

  it.each([
    ['nobody there', () => Promise.resolve('http://127.0.0.1:1'), 'connect', false],
    ['a wrong proof', () => serveRaw('HTTP/1.1 101 x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n'), 'protocol', true], // prettier-ignore
    ['what is no HTTP', () => serveRaw('hello\r\n\r\n'), 'protocol', true],
    ['silence', () => listen(net.createServer()), 'timeout_headers', true],
  ])('%s', async (_what, origin, kind, requestSent) => {
    const call = openWebSocket(to(await origin(), { handshakeTimeoutMs: 200 }));
    await expect(call.opened).rejects.toMatchObject({ kind, requestSent, beforeHeaders: true });
  });

  it('can be ended while nobody answers', async () => {
    const call = openWebSocket(to(await listen(net.createServer())));
    call.abort('client_gone');
    await expect(call.opened).rejects.toMatchObject({ kind: 'aborted', code: 'client_gone' });
  });

  it('asks the breaker, and tells it', async () => {
    const breaker = new Breaker({ minimumCalls: 1 });
    const origin = await serveHttp((_request, response) => response.writeHead(503).end());
    await openWebSocket(to(origin, { breaker })).opened;
    await expect(openWebSocket(to(origin, { breaker })).opened).rejects.toMatchObject({ kind: 'breaker_open' });
  });
});

describe('an open link', () => {
  it('tells the writer to wait for a reader that does not read, and when to go on', async () => {
    let peer: WebSocket | null = null;
    const link = await openLink(await serve((socket) => (peer = socket).pause()));
    read(link);
    const text = 'x'.repeat(1024 * 1024);
    let sent = 0;
    do sent += 1;
    while (link.send(text) && sent < 100);
    expect(sent).toBeLessThan(100);
    const drained = new Promise<void>((resolve) => link.onDrain(resolve));
    let arrived = 0;
    const all = new Promise<void>((resolve) => peer!.on('message', () => (arrived += 1) === sent && resolve()));
    peer!.resume();
    await Promise.all([drained, all]);
  });

  it('does not read while it is paused', async () => {
    const peers: WebSocket[] = [];
    const size = 8 * 1024 * 1024;
    const origin = await serve((socket) => peers.push(socket));
    const [paused, other] = [await openLink(origin), await openLink(origin)];
    const [waiting, flowing] = [read(paused), read(other)];
    paused.pause();
    for (const peer of peers) {
      peer.send('x'.repeat(size));
      peer.close(1000);
    }
    // What was sent to the other one has arrived meanwhile, and nothing stood in this one's way but its pause.
    await flowing.ended;
    expect([waiting.texts.length, peers[0]!.bufferedAmount > 0]).toEqual([0, true]);
    paused.resume();
    await waiting.ended;
    expect(waiting.texts.map(({ length }) => length)).toEqual([size]);
  });

  it.each([
    ['a message over the bound', (peer: WebSocket) => peer.send('x'.repeat(MAX_MESSAGE_BYTES + 1)), 'too_large'],
    ['a text that is none', (peer: WebSocket) => peer.send(Buffer.from([0xff, 0xfe]), { binary: false }), 'protocol'],
    ['a broken connection', (peer: WebSocket) => peer.terminate(), 'lost'],
    ['a goodbye', (peer: WebSocket) => peer.close(3000, 'why'), 'closed'],
  ])('ends by %s', async (_what, act, kind) => {
    const { ended } = read(await openLink(await serve(act)));
    expect((await ended).kind).toBe(kind);
  });

  it('tells of binary messages without their bytes', async () => {
    const origin = await serve((peer) => {
      peer.send(Buffer.from('x'));
      peer.close(1000);
    });
    const { texts, ended } = read(await openLink(origin));
    await ended;
    expect(texts).toEqual(['<binary>']);
  });

  it('is ended when the other side is silent, pings included', async () => {
    const accepted = Promise.withResolvers<LinkEnd>();
    const origin = await serve((socket) => {
      const link = new WebSocketLink(socket, { pingIntervalMs: 30 });
      link.listen({ onMessage: () => undefined, onBinary: () => undefined, onEnd: accepted.resolve });
    });
    // Paused, it answers no ping.
    await openLink(origin);
    expect((await accepted.promise).kind).toBe('silent');
  });
});
