import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionBounds } from './connection-ceiling.js';
import type { DataPlane } from './data-plane.js';
import { createHttpServer } from './http-server.js';
import { until } from '@turnpike/testing/until';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Overrides = Partial<Pick<DataPlane, 'upgrade' | 'listener'>> & { bounds?: ConnectionBounds };

async function start({ bounds, ...overrides }: Overrides = {}): Promise<number> {
  const dataPlane: DataPlane = {
    prefixes: ['/v1', '/v1beta', '/apis', '/mcp'],
    listener: (_request, response) => void response.end('data'),
    ready: () => ({ ok: true, detail: {} }),
    catchUp: async () => undefined,
    drain: async () => undefined,
    close: async () => undefined,
    ...overrides,
  };
  server = createHttpServer(dataPlane, (_request, response) => void response.end('control'), bounds);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Sends bytes as they are and reads until the server closes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

const get = (port: number, target: string, headers = '') =>
  raw(port, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n`);

function bodyOf(answer: string): Record<string, unknown> {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

describe('dispatch', () => {
  it.each(['/v1', '/v1/', '/v1?x=1', '/v1/models', '/v1beta/models', '/mcp', '/apis/a/b', 'http://host/v1/models'])(
    'gives %s to the data plane',
    async (target) => expect(await get(await start(), target)).toMatch(/data$/),
  );
  it.each([
    '/',
    '/v',
    '/v11/x',
    '/v1-x',
    '/api/v1/tenants',
    '/docs',
    '/%76%31/models',
    '//v1',
    'http://host/api/v1',
    '*',
  ])('gives %s to the control plane', async (target) => expect(await get(await start(), target)).toMatch(/control$/));
  it('refuses a prefix of two segments when it is built', async () => {
    const dataPlane = { prefixes: ['/a/b'], listener: () => undefined } as unknown as DataPlane;
    expect(() => createHttpServer(dataPlane, () => undefined)).toThrow('/a/b');
  });
});

describe('what never becomes a request', () => {
  it('answers headers over 16 KiB with 431 in both envelopes', async () => {
    const answer = await get(await start(), '/v1/models', `x-bomb: ${'a'.repeat(17_000)}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toMatch(/x-request-id: req_[0-9a-f]{32}/);
    expect(bodyOf(answer)).toMatchObject({ code: 4310, error: { code: 'headers_too_large' } });
  });
  it.each([
    ['not HTTP at all', 'hello\r\n\r\n'],
    ['a header with a line break in its name', 'GET / HTTP/1.1\r\nhost: x\r\nba d: x\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('answers %s with 400', async (_name, text) => {
    const answer = await raw(await start(), text);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(bodyOf(answer)).toMatchObject({ code: 4000, error: { type: 'invalid_request_error' } });
  });
  it('never writes into an answer that has begun', async () => {
    const port = await start({
      listener: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
      },
    });
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GET /v1/x HTTP/1.1\r\nhost: x\r\n\r\n'));
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString();
        if (text.includes('data: 1')) socket.write('garbage\r\n\r\n');
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('data: 1');
    expect(answer).not.toContain('400');
  });
});

describe('more than one request may have', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `x-${index}: 1\r\n`).join('');

  it.each([
    ['128 headers', '/v1/models', many(126), 200],
    ['129 headers', '/v1/models', many(127), 431],
    ['3,000 headers', '/v1/models', 'a:\r\n'.repeat(3_000), 431],
    ['3,000 headers at the control plane', '/api/v1/tenants', 'a:\r\n'.repeat(3_000), 431],
    ['an address of 8 KiB', `/v1/${'a'.repeat(8_188)}`, '', 200],
    ['a longer one', `/v1/${'a'.repeat(8_189)}`, '', 431],
  ])('%s', async (_what, target, headers, status) => {
    const answer = await get(await start(), target, headers);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 431) expect(bodyOf(answer)).toMatchObject({ code: 4310, error: { code: 'headers_too_large' } });
  });
});

describe('more connections than a process serves', () => {
  const bounds = (given: Partial<ConnectionBounds>) => ({
    bounds: { most: 100, mostPerAddress: 100, trustedProxies: [], ...given },
  });

  /** Opens connections that stay, each of which was served. */
  async function hold(port: number, count: number): Promise<Socket[]> {
    const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
    for (const socket of sockets) {
      socket.write('GET /v1/x HTTP/1.1\r\nhost: x\r\n\r\n');
      await once(socket, 'data');
    }
    return sockets;
  }

  it.each([
    ['over all', { most: 3 }],
    ['from one address', { mostPerAddress: 3 }],
  ])('are refused politely, those that are open served on, and room is given again: %s', async (_where, given) => {
    const port = await start(bounds(given));
    const held = await hold(port, 3);
    const refused = await get(port, '/v1/models');
    expect(refused).toMatch(/^HTTP\/1\.1 503 .*\r\n(?:.*\r\n)*retry-after: 1\r\n/);
    expect(bodyOf(refused)).toMatchObject({ code: 5036, error: { code: 'overloaded' } });
    const [first, second] = held as [Socket, Socket, Socket];
    first.write('GET /v1/x HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(String(await once(first, 'data'))).toContain(' 200 ');
    second.destroy();
    await until(async () => ((await get(port, '/v1/models')).startsWith('HTTP/1.1 200') ? true : null), 'room');
    for (const socket of held) socket.destroy();
  });

  it('are none of the proxy’s, whose address stands for many', async () => {
    const port = await start(bounds({ mostPerAddress: 1, trustedProxies: ['127.0.0.1'] }));
    const held = await hold(port, 3);
    expect(await get(port, '/v1/models')).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of held) socket.destroy();
  });
});

describe('upgrade', () => {
  const handshake = 'connection: upgrade\r\nupgrade: websocket\r\n';
  const ask = (port: number, target: string, headers: string) =>
    raw(port, `GET ${target} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);

  it.each(['/v1/realtime', '/socket'])('is refused with 404 for %s when nobody takes it', async (target) => {
    expect(await ask(await start(), target, handshake)).toMatch(/^HTTP\/1\.1 404 /);
  });
  it('goes to the data plane under its prefixes only', async () => {
    const port = await start({
      upgrade: (_request, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    });
    expect(await ask(port, '/v1/realtime', handshake)).toMatch(/^HTTP\/1\.1 101 /);
    expect(await ask(port, '/socket', handshake)).toMatch(/^HTTP\/1\.1 404 /);
  });
  it('treats an offer of h2c as a plain request', async () => {
    const answer = await ask(await start(), '/v1/models', 'connection: upgrade, close\r\nupgrade: h2c\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});
