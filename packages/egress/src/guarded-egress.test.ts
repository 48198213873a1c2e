import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressGuard, type Resolve } from './address-guard.js';
import { EgressError } from './egress-error.js';
import { createGuardedEgress, type GuardedEgressOptions, type GuardedRequest } from './guarded-egress.js';

const LOOPBACK = '127.0.0.1';
const cleanUps: (() => unknown)[] = [];
const seen: http.IncomingMessage[] = [];
let sockets = 0;
let port = 0;

beforeEach(async () => {
  seen.length = 0;
  sockets = 0;
  port = await serve((request, response) => {
    seen.push(request);
    answer(request.url ?? '', response);
  });
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(listener: http.RequestListener, host = LOOPBACK): Promise<number> {
  const server = http.createServer(listener);
  server.on('connection', () => (sockets += 1));
  server.listen(0, host);
  await once(server, 'listening');
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function answer(path: string, response: http.ServerResponse): void {
  if (path === '/redirect') response.writeHead(302, { location: `http://${LOOPBACK}:${port}/elsewhere` }).end('moved');
  else if (path === '/silent') return;
  else if (path === '/slow-body') response.write('a');
  else if (path === '/huge') pour(response);
  else if (path === '/huge-headers') response.writeHead(200, { 'x-big': 'x'.repeat(20_000) }).end();
  else response.writeHead(200, { 'x-name': ['a', 'b'] }).end('thanks');
}

/** A body without end. */
function pour(response: http.ServerResponse): void {
  const more = () => {
    while (response.write(Buffer.alloc(16_384, 'x')));
  };
  response.on('drain', more);
  more();
}

function send(request: Partial<GuardedRequest> & { path?: string } = {}, options: Partial<GuardedEgressOptions> = {}) {
  const egress = createGuardedEgress({ allowed: [{ range: '127.0.0.0/8', port: null }], ...options });
  cleanUps.push(() => egress.destroy());
  const url = request.url ?? `http://${LOOPBACK}:${port}${request.path ?? '/'}`;
  return egress.send({ method: 'POST', headers: {}, body: '{}', ...request, url });
}

async function codeOf(sending: Promise<unknown>): Promise<string> {
  const error: unknown = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof EgressError ? error.code : `not refused: ${String(error)}`;
}

describe('what is sent', () => {
  it('arrives with its host, path, headers and body, and the answer comes back', async () => {
    const bodies: Buffer[] = [];
    const own = await serve((request, response) => {
      seen.push(request);
      request.on('data', (chunk: Buffer) => bodies.push(chunk));
      request.on('end', () => response.writeHead(200, { 'x-name': ['a', 'b'] }).end('thanks'));
    });
    const resolve: Resolve = async () => [LOOPBACK];
    const url = `http://hooks.example:${own}/a/b?c=d#e`;
    const reply = await send({ url, headers: { 'x-one': '1' }, body: '{"a":1}' }, { resolve });
    expect(reply).toEqual({
      status: 200,
      headers: expect.objectContaining({ 'x-name': 'a, b' }),
      body: Buffer.from('thanks'),
      isCut: false,
    });
    const [request] = seen;
    expect(request?.url).toBe('/a/b?c=d');
    expect(request?.headers).toMatchObject({ host: `hooks.example:${own}`, 'x-one': '1', 'content-length': '7' });
    expect(Buffer.concat(bodies).toString()).toBe('{"a":1}');
  });

  it('follows no redirect', async () => {
    expect(await send({ path: '/redirect' })).toMatchObject({ status: 302, body: Buffer.from('moved') });
    expect(seen).toHaveLength(1);
  });

  it('ends with its deadline, whatever the receiver holds back', async () => {
    const deadlineMs = 100;
    expect(await codeOf(send({ path: '/silent', deadlineMs }))).toBe('deadline');
    expect(await codeOf(send({ path: '/slow-body', deadlineMs }))).toBe('deadline');
    const resolve: Resolve = () => new Promise(() => undefined);
    expect(await codeOf(send({ url: `http://slow.example:${port}/`, deadlineMs }, { resolve }))).toBe('deadline');
  });

  it('reads a long answer up to the bound', async () => {
    const reply = await send({ path: '/huge' }, { maxBodyBytes: 20_000 });
    expect(reply).toMatchObject({ status: 200, isCut: true });
    expect(reply.body.length).toBe(20_000);
    expect(await codeOf(send({ path: '/huge-headers' }))).toBe('UND_ERR_HEADERS_OVERFLOW');
  });

  it('goes through no proxy of the environment', async () => {
    process.env.HTTP_PROXY = process.env.http_proxy = 'http://127.0.0.1:9';
    cleanUps.push(() => {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    });
    expect((await send()).status).toBe(200);
  });
});

describe('where it is sent', () => {
  it.each([
    ['https://user:secret@127.0.0.1/', 'address_credentials'],
    ['no url', 'address_malformed'],
    ['ftp://127.0.0.1/', 'address_scheme'],
    ['http://10.0.0.1/', 'address_scheme'],
    ['https://10.0.0.1/', 'address_not_public'],
    ['https://[::1]/', 'address_not_public'],
    ['https://[::ffff:127.0.0.1]/', 'address_not_public'],
  ])('is judged before anything is: %s', async (url, code) => {
    expect(await codeOf(send({ url }))).toBe(code);
    expect(sockets).toBe(0);
  });

  it('is refused when a name that was public at its registration is private at its delivery', async () => {
    const answers = [['93.184.215.14'], [LOOPBACK]];
    const resolve: Resolve = async () => answers.shift() ?? [LOOPBACK];
    const url = `https://rebound.example:${port}/`;
    const options = { allowed: [], resolve };
    expect(await new AddressGuard(options).check(url)).toBeNull();
    expect(await codeOf(send({ url }, options))).toBe('address_not_public');
    expect(sockets).toBe(0);
  });

  it('is refused when the name means something public and something private', async () => {
    const resolve: Resolve = async () => ['93.184.215.14', LOOPBACK];
    expect(await codeOf(send({ url: `https://both.example:${port}/` }, { allowed: [], resolve }))).toBe(
      'address_not_public',
    );
    expect(sockets).toBe(0);
  });

  it('is what was judged, though the name means something else a moment later', async () => {
    const other = await serve((_, response) => response.end('wrong'), '127.0.0.2');
    const asked: string[] = [];
    const resolve: Resolve = async (hostname) => {
      asked.push(hostname);
      return asked.length === 1 ? [LOOPBACK] : ['127.0.0.2'];
    };
    const reply = await send({ url: `http://flips.example:${port}/` }, { resolve });
    expect(reply.body.toString()).toBe('thanks');
    expect(asked).toEqual(['flips.example']);
    expect(other).toBeGreaterThan(0);
  });

  it('is judged again for every request: no connection is kept', async () => {
    const answers = [[LOOPBACK], ['93.184.215.14']];
    const resolve: Resolve = async () => answers.shift() ?? [];
    const egress = createGuardedEgress({ allowed: [{ range: '127.0.0.0/8', port: null }], resolve });
    cleanUps.push(() => egress.destroy());
    const request = { url: `http://kept.example:${port}/`, method: 'POST', headers: {}, body: '{}' };
    expect((await egress.send(request)).status).toBe(200);
    expect(await codeOf(egress.send(request))).toBe('address_scheme');
    expect(await codeOf(egress.send(request))).toBe('address_unresolved');
    expect(sockets).toBe(1);
    expect(seen[0]?.headers.connection).toBe('close');
  });

  it('is named in TLS by its name, not by the address it was pinned to', async () => {
    const asked: string[] = [];
    const server = https.createServer({
      SNICallback: (name, callback) => {
        asked.push(name);
        callback(null);
      },
    });
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    cleanUps.push(() => server.close());
    const url = `https://hooks.example:${(server.address() as AddressInfo).port}/`;
    // It has no certificate: the handshake ends after the name was said.
    expect(await codeOf(send({ url }, { resolve: async () => [LOOPBACK] }))).toMatch(/^ERR_SSL_/);
    expect(asked).toEqual(['hooks.example']);
  });

  it('tries the next of its addresses where one does not answer', async () => {
    const resolve: Resolve = async () => ['127.0.0.9', LOOPBACK];
    expect((await send({ url: `http://two.example:${port}/` }, { resolve })).status).toBe(200);
  });
});
