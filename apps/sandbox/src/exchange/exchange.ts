import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Delivery, type Operation, type Strands } from '../deliveries/delivery.js';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { readBody } from '../http/read-body.js';
import { sendJson } from '../http/respond.js';
import { badRequest, type Refusal, type Wire } from './wire.js';

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_CLIENT_ID_CHARS = 512;

export interface Sockets {
  request: IncomingMessage;
  response: ServerResponse;
}

/** What is asked of whom. */
export interface ExchangeKind {
  operation: Operation;
  wire: Wire;
  /** The model, where the path names it: whatever the body says of it then counts for nothing. */
  pathModel?: string;
}

/** One call to the provider: its sockets, its account, and what every answer of its wire carries. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly delivery: Delivery;
  readonly wire: Wire;
  readonly pathModel: string | undefined;
  /** The caller's `x-client-request-id`, else our own request id. */
  readonly id: string;
  private readonly store: DeliveryStore | null;
  private readonly requestId = `req_${randomUUID().replaceAll('-', '')}`;
  private readonly startedAt = performance.now();

  constructor(sockets: Sockets, store: DeliveryStore | null, { operation, wire, pathModel }: ExchangeKind) {
    this.request = sockets.request;
    this.response = sockets.response;
    this.store = store;
    this.wire = wire;
    this.pathModel = pathModel;
    this.delivery = new Delivery(operation);
    const own = sockets.request.headers['x-client-request-id'];
    this.id = typeof own === 'string' && own !== '' && own.length <= MAX_CLIENT_ID_CHARS ? own : this.requestId;
    store?.add(this.id, this.delivery);
    // A close without a finish is the reader's doing, unless the cut was ours and is noted already.
    sockets.response.on('close', () => {
      this.delivery.end('client_closed');
    });
  }

  /** The body; undefined when an answer has been sent already or nobody waits for one. */
  async readBytes(): Promise<Buffer | undefined> {
    const read = await readBody(this.request, MAX_BODY_BYTES);
    if (read.ok) return read.body;
    if (read.reason === 'too_large') this.refuse(BODY_TOO_LARGE);
    return undefined;
  }

  /** The body as JSON; undefined as above, or where it is none. */
  async readJson(): Promise<{ value: unknown } | undefined> {
    const body = await this.readBytes();
    if (body === undefined) return undefined;
    try {
      return { value: this.withPathModel(JSON.parse(body.toString('utf8'))) };
    } catch {
      this.refuse(badRequest('We could not parse the JSON body of your request.'));
      return undefined;
    }
  }

  private withPathModel(value: unknown): unknown {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return this.pathModel === undefined || !isObject ? value : { ...value, model: this.pathModel };
  }

  /** Names what is about to be delivered, and counts it against the store's bound. */
  prepare(strands: Strands, choices: number): void {
    this.delivery.prepare(strands, choices);
    this.store?.weigh(this.id, this.delivery);
  }

  headers(): Record<string, string> {
    const elapsedMs = Math.round(performance.now() - this.startedAt);
    return { 'x-request-id': this.requestId, ...this.wire.headers({ requestId: this.requestId, elapsedMs }) };
  }

  /** Sends what no model worked for. */
  sendPlain(body: object): void {
    this.sendWhole(body, () => undefined);
  }

  /** Sends a body that counts as delivered only when all of it has left. */
  sendWhole(body: object, onDelivered: () => void): void {
    this.delivery.status = 200;
    this.response.on('finish', () => {
      onDelivered();
      this.delivery.end('complete');
    });
    sendJson(this.response, { status: 200, body, headers: this.headers() });
  }

  refuse(refusal: Refusal): void {
    this.delivery.status = refusal.status;
    this.delivery.end('error');
    if (this.response.destroyed) return;
    sendJson(this.response, {
      status: refusal.status,
      body: this.errorBody(refusal),
      headers: { ...this.headers(), ...this.wire.errorHeaders?.(refusal), ...refusal.headers },
    });
  }

  /** The error as this wire says it. */
  errorBody(refusal: Refusal): unknown {
    return this.wire.errorBody(refusal, this.requestId);
  }

  /** Our own defect: the account must not blame the client for it. */
  fail(): void {
    if (this.response.headersSent) this.delivery.end('error');
    else this.refuse(INTERNAL_ERROR);
  }

  /** Drops the connection. What was written before still arrives: a FIN, not a reset, ends it. */
  cut(): void {
    this.delivery.end('cut');
    this.response.destroy();
  }

  /** The same, once the headers and all that was written before have left. */
  cutWhenSent(): void {
    this.response.flushHeaders();
    this.response.socket?.write('', () => {
      this.cut();
    });
  }
}

const INTERNAL_ERROR: Refusal = {
  status: 500,
  message: 'The sandbox failed; its log says why.',
};

const BODY_TOO_LARGE: Refusal = {
  status: 413,
  message: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
  code: 'request_too_large',
  headers: { connection: 'close' },
};
