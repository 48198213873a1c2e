/**
 * Realtime over WebSocket: `GET /v1/realtime?model=…` as OpenAI has it, and at Azure below its own path. Takes the
 * upgrade only with a credential and a model, else refuses it in HTTP, in the words of that provider. A model whose name
 * is a steering line steers the handshake. Touches nothing but memory.
 */
import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { Exchange } from '../exchange/exchange.js';
import { badRequest, steeredRefusal, type Refusal, type Wire } from '../exchange/wire.js';
import { checkCredential } from '../openai/credential.js';
import { OPENAI_WIRE } from '../openai/openai-error.js';
import { parseSteering } from '../steering/parse-steering.js';
import { EventSocket } from './event-socket.js';
import { RealtimeSession } from './realtime-session.js';
import { SessionAccount } from './session-account.js';

/** Where sessions are opened, and who may. */
export interface RealtimeDoor {
  path: string;
  wire: Wire;
  check: (request: IncomingMessage, url: URL) => Refusal | undefined;
}

/** OpenAI's bound of one event, and room for what stands around the sound. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024;
const PROTOCOL = 'realtime';
const KEY_PROTOCOL = 'openai-insecure-api-key.';
const GOING_AWAY = 1_001;
const INTERNAL_ERROR = 1_011;
/** How a client leaves in order: with a reason, or without one. */
const ORDERLY = new Set([1_000, 1_001, 1_005]);

const OPENAI_DOOR: RealtimeDoor = {
  path: '/v1/realtime',
  wire: OPENAI_WIRE,
  check: ({ headers }) => checkCredential(headers.authorization ?? bearerOf(headers['sec-websocket-protocol'])),
};

export class RealtimeProvider {
  private readonly store: DeliveryStore;
  private readonly doors: readonly RealtimeDoor[];
  private readonly onDefect: (error: unknown) => void;
  private readonly sessions = new Set<WebSocket>();
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_EVENT_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });

  constructor(store: DeliveryStore, others: readonly RealtimeDoor[], onDefect: (error: unknown) => void) {
    this.store = store;
    this.doors = [OPENAI_DOOR, ...others];
    this.onDefect = onDefect;
  }

  /** Whether a request to upgrade is for a session. */
  accepts(request: IncomingMessage): boolean {
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    return isWebSocket && this.doorOf(urlOf(request)) !== undefined;
  }

  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const url = urlOf(request);
    const door = this.doorOf(url);
    if (door === undefined) {
      socket.destroy();
      return;
    }
    // A connection that breaks closes as well; nobody waits for more.
    socket.on('error', () => undefined);
    // Refusals and the account are those of every other call.
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    const exchange = new Exchange({ request, response }, this.store, { operation: 'realtime', wire: door.wire });
    response.on('finish', () => {
      socket.end();
    });
    const refusal = door.check(request, url) ?? checkModel(url) ?? (await followModel(modelOf(url)));
    if (refusal !== undefined) {
      exchange.refuse(refusal);
      return;
    }
    response.detachSocket(socket);
    if (socket.destroyed) return;
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      this.open(webSocket, exchange, modelOf(url));
    });
  }

  /** Ends every session. */
  close(): void {
    for (const session of this.sessions) session.close(GOING_AWAY, 'The sandbox stops.');
  }

  private doorOf({ pathname }: URL): RealtimeDoor | undefined {
    return this.doors.find(({ path }) => path === pathname);
  }

  private open(socket: WebSocket, exchange: Exchange, model: string): void {
    const { delivery } = exchange;
    delivery.status = 101;
    delivery.model = model;
    delivery.stream = true;
    this.sessions.add(socket);
    const account = new SessionAccount(delivery, exchange.id, this.store);
    const onDefect = (error: unknown): void => {
      this.onDefect(error);
      socket.close(INTERNAL_ERROR, 'The sandbox failed; its log says why.');
    };
    const session = new RealtimeSession({ events: new EventSocket(socket), account, model, onDefect });
    // One event after the other, however long one takes.
    let last = Promise.resolve();
    socket.on('message', (data: RawData, isBinary) => {
      last = last.then(() => (isBinary ? session.refuseBinary() : session.receive(textOf(data)))).catch(onDefect);
    });
    socket.on('close', (code) => {
      this.sessions.delete(socket);
      session.end();
      account.end(ORDERLY.has(code) ? 'complete' : 'client_closed');
    });
    // A broken frame closes the socket, with the code that says why; there is nobody else to tell.
    socket.on('error', () => undefined);
    session.start();
  }
}

function urlOf(request: IncomingMessage): URL {
  return URL.parse(request.url ?? '/', 'http://sandbox') ?? new URL('http://sandbox/');
}

function modelOf(url: URL): string {
  return url.searchParams.get('model') ?? '';
}

function checkModel(url: URL): Refusal | undefined {
  if (modelOf(url) !== '') return undefined;
  return badRequest('You must provide a model parameter.', 'model', 'missing_model');
}

/** What a model's name says of the handshake. */
async function followModel(model: string): Promise<Refusal | undefined> {
  const read = parseSteering(model, 'realtime');
  if (!read.ok) return badRequest(`@sandbox: ${read.problem}`, 'model', 'invalid_steering');
  const { status, delayMs = 0 } = read.steering;
  if (delayMs > 0) await sleep(delayMs);
  return status === undefined ? undefined : steeredRefusal({ ...read.steering, status });
}

/** Browsers can send no headers: they offer the key as a protocol. */
function bearerOf(protocols: string | undefined): string | undefined {
  const offered = (protocols ?? '').split(',').map((each) => each.trim());
  const key = offered.find((each) => each.startsWith(KEY_PROTOCOL));
  return key === undefined ? undefined : `Bearer ${key.slice(KEY_PROTOCOL.length)}`;
}

function textOf(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8');
}
