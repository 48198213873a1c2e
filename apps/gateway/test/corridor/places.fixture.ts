/** Places that are not well, each a server of its own in front of the sandbox; and models that are served by them. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import type { CatalogueTarget } from '@turnpike/pipeline/catalogue';
import type { z } from 'zod';
import { target } from './catalogue.fixture.js';
import type { Corridor } from './corridor.fixture.js';

/** What a place does with a call: hands it to the sandbox, at once or late, or one of the ways not to. */
export type Manner =
  | 'well'
  | 'failing'
  | 'hanging'
  | 'resetting'
  | { lateByMs: number }
  | { status: number; headers: Record<string, string> };

type PolicyInput = Partial<z.input<typeof RoutingPolicySchema>>;

/** A server in front of the sandbox that behaves as it is told. */
export class Place {
  manner: () => Manner;
  /** Calls it was asked. */
  asked = 0;
  readonly target: CatalogueTarget;
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(server: Server, manner: () => Manner) {
    this.server = server;
    this.manner = manner;
    this.target = target(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  }

  static async start(corridor: Corridor, manner: Manner | (() => Manner) = 'well'): Promise<Place> {
    const server = createServer(
      (incoming, response) => void place.answer(new URL(corridor.sandbox.baseUrl), incoming, response),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const place = new Place(server, typeof manner === 'function' ? manner : () => manner);
    return place;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
    this.agent.destroy();
  }

  private async answer(sandbox: URL, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked += 1;
    const manner = this.manner();
    if (manner === 'hanging') return void incoming.resume();
    if (manner === 'resetting') return void incoming.socket.resetAndDestroy();
    if (manner === 'failing') return refuse(incoming, response, 503);
    if (typeof manner === 'object' && 'status' in manner)
      return refuse(incoming, response, manner.status, manner.headers);
    if (manner !== 'well') await sleep(manner.lateByMs);
    const { method = 'POST', url = '/', headers } = incoming;
    const onward = request({
      host: sandbox.hostname,
      port: sandbox.port,
      path: url,
      method,
      headers,
      agent: this.agent,
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}

function refuse(
  incoming: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  incoming.resume();
  const body = JSON.stringify({ error: { message: 'not now', type: 'server_error', code: null, param: null } });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** A target at whose port nobody listens. */
export function refusingTarget(): CatalogueTarget {
  return target('http://127.0.0.1:1/v1');
}

/**
 * A target that takes no connection and refuses none: its queue of connections is full, and whoever could take them
 * out of it does nothing.
 */
export async function startBlackHole(): Promise<{ target: CatalogueTarget; stop: () => void }> {
  const program = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(told.toString());
  const waiting: Socket[] = [];
  // Until one of them gets no answer, as everybody will from then on.
  for (let isFull = false; !isFull;) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    waiting.push(socket);
    isFull = await Promise.race([once(socket, 'connect').then(() => false), sleep(200, true)]);
  }
  const stop = () => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  };
  return { target: target(`http://127.0.0.1:${port}/v1`), stop };
}

/** A model served by these, in one pool and in turn unless the policy says otherwise. */
export function modelOf(corridor: Corridor, targets: readonly CatalogueTarget[], policy: PolicyInput = {}): string {
  const name = `model-${randomBytes(4).toString('hex')}`;
  const pool = { name: 'all', strategy: 'round_robin' as const, targets: targets.map(({ id }) => ({ target: id })) };
  const routing = RoutingPolicySchema.parse({ pools: [pool], ...policy });
  corridor.stores.addModel(name, targets, targets, routing);
  return name;
}

/** Uniform in [0, 1), the same for the same seed: Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
