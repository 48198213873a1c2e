import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Breaker } from './breaker.js';
import type { Egress, EgressCall, EgressHeaders, EgressRequest, EgressSink } from './egress.js';
import { createEgress } from './egress-client.js';
import type { EgressOptions } from './egress-client.js';
import type { EgressError } from './egress-error.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: net.Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    if (server instanceof http.Server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(listener: http.RequestListener): Promise<string> {
  return listen(http.createServer(listener));
}

/** A server that answers every request's first bytes with these, then does as told with the socket. */
function serveRaw(answer: string, then: (socket: net.Socket) => void): Promise<string> {
  return listen(
    net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(answer, () => then(socket)));
    }),
  );
}

function create(options: EgressOptions = {}): Egress {
  const egress = createEgress(options);
  cleanups.push(() => egress.destroy());
  return egress;
}

function get(origin: string, more: Partial<EgressRequest> = {}): EgressRequest {
  return { origin, path: '/', method: 'GET', headers: [], body: null, ...more };
}

/** Writes down everything it is told. */
class Recorder implements EgressSink {
  readonly done: Promise<this>;
  status = 0;
  headers: EgressHeaders = {};
  chunks: Buffer[] = [];
  trailers: EgressHeaders | null = null;
  error: EgressError | null = null;
  ends = 0;
  wantsMore = true;
  private finish!: (self: this) => void;

  constructor() {
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  get body(): string {
    return Buffer.concat(this.chunks).toString();
  }

  onHeaders(status: number, headers: EgressHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onData(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    return this.wantsMore;
  }

  onEnd(trailers: EgressHeaders): void {
    this.trailers = trailers;
    this.ends += 1;
    this.finish(this);
  }

  onError(error: EgressError): void {
    this.error = error;
    this.ends += 1;
    this.finish(this);
  }
}

function send(egress: Egress, request: EgressRequest): { call: EgressCall; sink: Recorder } {
  const sink = new Recorder();
  return { call: egress.request(request, sink), sink };
}

describe('a plain call', () => {
  it('sends method, path, headers and body, and gives status, headers, body and trailers', async () => {
    const origin = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        response.writeHead(201, {
          'x-seen': `${request.method} ${request.url} ${request.headers['x-a']}`,
          trailer: 'x-t',
        });
        response.write(Buffer.concat(parts));
        response.addTrailers({ 'x-t': 'last' });
        response.end();
      });
    });
    const { sink } = send(create(), get(origin, { method: 'POST', path: '/p?q=1', headers: ['x-a', 'b'], body: 'hé' }));
    await sink.done;
    expect(sink.error).toBeNull();
    expect([sink.status, sink.headers['x-seen'], sink.body]).toEqual([201, 'POST /p?q=1 b', 'hé']);
    expect(sink.trailers).toEqual({ 'x-t': 'last' });
  });

  it('keeps the connection for the next call and follows no redirect', async () => {
    const ports = new Set<number>();
    const origin = await serve((request, response) => {
      ports.add(request.socket.remotePort ?? 0);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const egress = create();
    for (let index = 0; index < 5; index += 1) expect((await send(egress, get(origin)).sink.done).status).toBe(302);
    // undici frees a connection one turn after the answer's end, so a call made at that very end opens a second one.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('passes over informational answers', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
    const origin = await serveRaw(`${early}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`, () => undefined);
    const sink = await send(create(), get(origin)).sink.done;
    expect([sink.status, sink.headers.link, sink.body]).toEqual([200, undefined, 'ok']);
  });

  it('calls no sink before request() has returned', async () => {
    let returned = false;
    const seen: boolean[] = [];
    const sink = new Recorder();
    const onError = sink.onError.bind(sink);
    sink.onError = (error) => {
      seen.push(returned);
      onError(error);
    };
    create().request(get('http://127.0.0.1:1', { path: 'no slash' }), sink);
    returned = true;
    await sink.done;
    expect(seen).toEqual([true]);
    expect([sink.error?.kind, sink.error?.requestSent]).toEqual(['protocol', false]);
  });
});

describe('failures', () => {
  async function failureOf(request: EgressRequest, options: EgressOptions = {}): Promise<Recorder> {
    const { sink } = send(create(options), request);
    await sink.done;
    await nextTurn();
    expect(sink.ends).toBe(1);
    return sink;
  }

  it('connect: nobody listens', async () => {
    const server = net.createServer();
    const origin = await listen(server);
    server.close();
    const { error } = await failureOf(get(origin));
    expect([error?.kind, error?.code, error?.requestSent]).toEqual(['connect', 'ECONNREFUSED', false]);
  });

  it('connect: no such name', async () => {
    const { error } = await failureOf(get('http://nowhere.invalid'));
    expect([error?.kind, error?.requestSent]).toEqual(['connect', false]);
  });

  it('connect: TLS against a plain server', async () => {
    const origin = await serve((_request, response) => response.end());
    const { error } = await failureOf(get(origin.replace('http:', 'https:')));
    expect([error?.kind, error?.requestSent]).toEqual(['connect', false]);
  });

  it('timeout_headers: the peer says nothing', async () => {
    const origin = await serve(() => undefined);
    const { error } = await failureOf(get(origin, { headersTimeoutMs: 50 }));
    expect([error?.kind, error?.beforeHeaders, error?.requestSent]).toEqual(['timeout_headers', true, true]);
  });

  it('timeout_body: the peer falls silent, what came is kept', async () => {
    const origin = await serve((_request, response) => response.write('half'));
    const sink = await failureOf(get(origin, { bodyTimeoutMs: 50 }));
    expect([sink.error?.kind, sink.error?.beforeHeaders, sink.body]).toEqual(['timeout_body', false, 'half']);
  });

  it('reset: the connection goes before the headers', async () => {
    const origin = await serve((request) => request.socket.destroy());
    const { error } = await failureOf(get(origin));
    expect([error?.kind, error?.beforeHeaders, error?.requestSent]).toEqual(['reset', true, true]);
  });

  const head = 'HTTP/1.1 200 OK\r\n';
  it.each([
    ['chunked, ended early', `${head}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 'end'],
    ['chunked, inside a chunk', `${head}transfer-encoding: chunked\r\n\r\n9\r\nhalf`, 'end'],
    [
      'chunked, connection: close',
      `${head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`,
      'end',
    ],
    ['chunked, reset', `${head}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 'resetAndDestroy'],
    [
      'chunked, close and reset',
      `${head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`,
      'resetAndDestroy',
    ],
    ['sized', `${head}content-length: 9\r\n\r\nhalf`, 'end'],
    ['sized, connection: close', `${head}connection: close\r\ncontent-length: 9\r\n\r\nhalf`, 'end'],
  ] as const)('cut: %s', async (_name, answer, how) => {
    // The peer waits a little before a reset, which would else overtake the bytes before it.
    const origin = await serveRaw(answer, (socket) => void sleep(20).then(() => socket[how]()));
    const sink = await failureOf(get(origin));
    expect([sink.error?.kind, sink.error?.beforeHeaders, sink.status, sink.body]).toEqual(['cut', false, 200, 'half']);
  });

  it('ends a body without any framing with its connection', async () => {
    const origin = await serveRaw(`${head}connection: close\r\n\r\nall`, (socket) => socket.end());
    const sink = await failureOf(get(origin));
    expect([sink.error, sink.body]).toEqual([null, 'all']);
  });

  it('protocol: nonsense inside the body', async () => {
    const origin = await serveRaw(`${head}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n`, () => undefined);
    const { error } = await failureOf(get(origin));
    expect([error?.kind, error?.beforeHeaders, error?.cause]).toEqual(['protocol', false, undefined]);
  });

  it('protocol: no HTTP, and a header block over the bound', async () => {
    const nonsense = await serveRaw('SSH-2.0-OpenSSH\r\n', () => undefined);
    expect((await failureOf(get(nonsense))).error?.kind).toBe('protocol');
    const bomb = await serveRaw(`${head}x: ${'y'.repeat(9_000)}\r\ncontent-length: 0\r\n\r\n`, () => undefined);
    const { error } = await failureOf(get(bomb), { maxHeaderBytes: 8_192 });
    expect([error?.kind, error?.code]).toEqual(['protocol', 'UND_ERR_HEADERS_OVERFLOW']);
  });

  it('protocol: a header that would split the request is never sent, nor shown in the error', async () => {
    const { error } = await failureOf(
      get('http://127.0.0.1:1', { headers: ['authorization', 'Bearer s3cret\r\nx: y'] }),
    );
    expect([error?.kind, error?.requestSent]).toEqual(['protocol', false]);
    expect(`${error?.message} ${String(error?.cause)}`).not.toContain('s3cret');
  });

  it('a sink that throws ends its own call only', async () => {
    const origin = await serve((_request, response) => response.end('body'));
    const egress = create();
    const { sink } = send(egress, get(origin));
    sink.onData = () => {
      throw new Error('a fault of ours');
    };
    await sink.done;
    expect([sink.error?.kind, sink.error?.code, sink.ends]).toEqual(['aborted', 'sink_threw', 1]);
    expect((await send(egress, get(origin)).sink.done).body).toBe('body');
  });
});

describe('abort', () => {
  it('closes the peer’s connection inside the body, and has told the sink when it returns', async () => {
    let closed = (): void => undefined;
    const peerSawClose = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const origin = await serve((request, response) => {
      request.socket.on('close', closed);
      response.write('first');
    });
    const { call, sink } = send(create(), get(origin));
    while (sink.chunks.length === 0) await nextTurn();
    call.abort('client_gone');
    expect([sink.error?.kind, sink.error?.code, sink.error?.beforeHeaders]).toEqual(['aborted', 'client_gone', false]);
    await peerSawClose;
    call.abort('again');
    expect(sink.ends).toBe(1);
  });

  it('before the connection is there nothing is sent, and the connection serves the next call', async () => {
    const seen: string[] = [];
    const ports = new Set<number>();
    const origin = await serve((request, response) => {
      seen.push(request.url ?? '');
      ports.add(request.socket.remotePort ?? 0);
      response.end();
    });
    const egress = create({ connectionsPerOrigin: 1 });
    const first = send(egress, get(origin, { path: '/aborted' }));
    first.call.abort('changed my mind');
    expect([first.sink.error?.kind, first.sink.error?.requestSent]).toEqual(['aborted', false]);
    await send(egress, get(origin, { path: '/second' })).sink.done;
    await send(egress, get(origin, { path: '/third' })).sink.done;
    expect([seen, ports.size]).toEqual([['/second', '/third'], 1]);
  });

  it('is harmless after the end', async () => {
    const origin = await serve((_request, response) => response.end('all'));
    const { call, sink } = send(create(), get(origin));
    await sink.done;
    call.abort('late');
    call.pause();
    call.resume();
    expect([sink.error, sink.ends]).toEqual([null, 1]);
  });

  it('ends exactly once wherever it strikes', async () => {
    const origin = await serve((_request, response) => {
      response.write('a');
      setImmediate(() => response.end('b'));
    });
    const egress = create();
    for (let turns = 0; turns < 40; turns += 1) {
      const { call, sink } = send(egress, get(origin));
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      call.abort('now');
      await sink.done;
      await nextTurn();
      expect(sink.ends).toBe(1);
    }
  });
});

describe('back-pressure', () => {
  const OFFERED = 256 * 1_024 * 1_024;
  const PIECE = Buffer.alloc(256 * 1_024, 'x');

  /** Offers far more than sockets can hold; counts what it could hand to its socket. */
  async function serveFlood(): Promise<{ origin: string; accepted: () => number }> {
    let accepted = 0;
    const origin = await serve((_request, response) => {
      const pour = (): void => {
        while (accepted < OFFERED) {
          accepted += PIECE.length;
          if (!response.write(PIECE)) {
            response.once('drain', pour);
            return;
          }
        }
        response.end();
      };
      pour();
    });
    return { origin, accepted: () => accepted };
  }

  /** Waits until a number has stopped growing. */
  async function settledValue(read: () => number): Promise<number> {
    for (;;) {
      const before = read();
      await sleep(150);
      if (read() === before) return before;
    }
  }

  it('stops a fast peer while the sink wants no more, and loses nothing', async () => {
    const { origin, accepted } = await serveFlood();
    const { call, sink } = send(create(), get(origin, { bodyTimeoutMs: 50 }));
    let received = 0;
    sink.onData = (chunk) => {
      received += chunk.length;
      return sink.wantsMore;
    };
    sink.wantsMore = false;
    while (received === 0) await nextTurn();
    const offered = await settledValue(accepted);
    expect(received).toBeLessThanOrEqual(PIECE.length);
    expect(offered).toBeLessThan(OFFERED / 4);
    sink.wantsMore = true;
    call.resume();
    await sink.done;
    expect([sink.error, received]).toEqual([null, OFFERED]);
  });

  it('may be paused from the headers on, and resumed from inside another call’s data', async () => {
    const origin = await serve((_request, response) => response.end('body'));
    const egress = create();
    const held = send(egress, get(origin));
    held.sink.onHeaders = () => held.call.pause();
    await sleep(50);
    expect(held.sink.chunks).toEqual([]);
    const other = send(egress, get(origin));
    const onData = other.sink.onData.bind(other.sink);
    other.sink.onData = (chunk) => {
      held.call.resume();
      return onData(chunk);
    };
    await Promise.all([held.sink.done, other.sink.done]);
    expect([held.sink.error, held.sink.body, other.sink.error, other.sink.body]).toEqual([null, 'body', null, 'body']);
  });

  it('a paused call can be aborted', async () => {
    const { origin } = await serveFlood();
    const { call, sink } = send(create(), get(origin));
    sink.wantsMore = false;
    while (sink.chunks.length === 0) await nextTurn();
    call.abort('enough');
    call.resume();
    await nextTurn();
    expect([sink.error?.code, sink.ends]).toEqual(['enough', 1]);
  });
});

describe('connections', () => {
  it('are bounded; more calls wait their turn, a bounded number of them', async () => {
    let open = 0;
    let most = 0;
    const origin = await serve((_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end();
      }, 20);
    });
    const egress = create({ connectionsPerOrigin: 2, waitingPerOrigin: 3 });
    const sinks = Array.from({ length: 6 }, () => send(egress, get(origin)).sink);
    await Promise.all(sinks.map((sink) => sink.done));
    expect(sinks.map((sink) => sink.error?.code ?? sink.status)).toEqual([200, 200, 200, 200, 200, 'queue_full']);
    expect(most).toBe(2);
  });

  it('waiting ends with the connect timeout, and makes room for others', async () => {
    const holding: http.ServerResponse[] = [];
    const origin = await serve((_request, response) => holding.push(response));
    const egress = create({ connectionsPerOrigin: 1, waitingPerOrigin: 1 });
    const first = send(egress, get(origin));
    const breaker = new Breaker({ minimumCalls: 1 });
    const waiting = send(egress, get(origin, { connectTimeoutMs: 30, breaker }));
    await waiting.sink.done;
    expect([waiting.sink.error?.kind, waiting.sink.error?.code]).toEqual(['connect', 'queue_timeout']);
    expect(breaker.state()).toBe('closed');
    const next = send(egress, get(origin));
    while (holding.length === 0) await nextTurn();
    holding.shift()?.end('one');
    await first.sink.done;
    while (holding.length === 0) await nextTurn();
    holding.shift()?.end('two');
    expect((await next.sink.done).body).toBe('two');
  });

  it('close() waits for calls under way and waiting, and refuses new ones', async () => {
    const origin = await serve((_request, response) => setTimeout(() => response.end('late'), 30));
    const egress = create({ connectionsPerOrigin: 1 });
    const under = send(egress, get(origin));
    const waiting = send(egress, get(origin));
    const closed = egress.close();
    const refused = send(egress, get(origin));
    await closed;
    expect([under.sink.body, waiting.sink.body]).toEqual(['late', 'late']);
    expect([refused.sink.error?.kind, refused.sink.error?.code]).toEqual(['aborted', 'closed']);
  });

  it('destroy() ends calls under way and waiting', async () => {
    const origin = await serve((_request, response) => response.write('x'));
    const egress = create({ connectionsPerOrigin: 1 });
    const under = send(egress, get(origin));
    const waiting = send(egress, get(origin));
    while (under.sink.chunks.length === 0) await nextTurn();
    const closed = egress.close();
    await egress.destroy();
    await closed;
    expect([under.sink.error?.kind, waiting.sink.error?.kind]).toEqual(['aborted', 'aborted']);
    expect([under.sink.ends, waiting.sink.ends]).toEqual([1, 1]);
  });
});

describe('with a breaker', () => {
  it('opens on failures, refuses without asking, and closes by a probe', async () => {
    let status = 503;
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status).end();
    });
    const clock = { now: 0 };
    const breaker = new Breaker({ minimumCalls: 2, openMs: 100, jitterRatio: 0, now: () => clock.now });
    const egress = create();
    const ask = (): Promise<Recorder> => send(egress, get(origin, { breaker })).sink.done;
    expect([(await ask()).status, (await ask()).status]).toEqual([503, 503]);
    const refused = await ask();
    expect([refused.error?.kind, refused.error?.requestSent, asked]).toEqual(['breaker_open', false, 2]);
    status = 200;
    clock.now = 100;
    expect((await ask()).status).toBe(200);
    expect(breaker.state()).toBe('closed');
  });

  it('learns nothing from calls that were aborted by their own side', async () => {
    const origin = await serve(() => undefined);
    const breaker = new Breaker({ minimumCalls: 1 });
    const { call } = send(create(), get(origin, { breaker }));
    await sleep(20);
    call.abort('client_gone');
    expect(breaker.state()).toBe('closed');
  });
});
