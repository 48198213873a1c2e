import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.js';
import { sendJson } from '../http/respond.js';
import { Delivery } from '../deliveries/delivery.js';
import type { DeliveryStore } from '../deliveries/delivery-store.js';
import { invalidRequest, toErrorBody, type OpenAiError } from './openai-error.js';

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_CLIENT_ID_CHARS = 512;

/** One call to the provider: its sockets, its account, and the headers every answer carries. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly delivery: Delivery;
  /** The caller's `x-client-request-id`, else our own request id. */
  readonly id: string;
  private readonly store: DeliveryStore;
  private readonly requestId = `req_${randomUUID().replaceAll('-', '')}`;
  private readonly startedAt = performance.now();

  constructor(
    sockets: { request: IncomingMessage; response: ServerResponse },
    store: DeliveryStore,
    operation: 'chat' | 'embeddings',
  ) {
    this.request = sockets.request;
    this.response = sockets.response;
    this.store = store;
    this.delivery = new Delivery(operation);
    const own = sockets.request.headers['x-client-request-id'];
    this.id = typeof own === 'string' && own !== '' && own.length <= MAX_CLIENT_ID_CHARS ? own : this.requestId;
    store.add(this.id, this.delivery);
    // A close without a finish is the reader's doing, unless the cut was ours and is noted already.
    sockets.response.on('close', () => {
      this.delivery.end('client_closed');
    });
  }

  /** The body as JSON; undefined when an answer has been sent already or nobody waits for one. */
  async readJson(): Promise<{ value: unknown } | undefined> {
    const read = await readBody(this.request, MAX_BODY_BYTES);
    if (!read.ok) {
      if (read.reason === 'too_large') this.refuse({ ...BODY_TOO_LARGE, headers: { connection: 'close' } });
      return undefined;
    }
    try {
      return { value: JSON.parse(read.body.toString('utf8')) as unknown };
    } catch {
      this.refuse(invalidRequest('We could not parse the JSON body of your request.', null));
      return undefined;
    }
  }

  /** Names the text about to be delivered, and counts it against the store's bound. */
  prepareText(text: string, choices: number): void {
    this.delivery.prepareText(text, choices);
    this.store.weigh(this.id, this.delivery);
  }

  headers(): Record<string, string> {
    return {
      'x-request-id': this.requestId,
      'openai-organization': 'sandbox',
      'openai-version': '2020-10-01',
      'openai-processing-ms': String(Math.round(performance.now() - this.startedAt)),
    };
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

  refuse(error: OpenAiError): void {
    this.delivery.status = error.status;
    this.delivery.end('error');
    if (this.response.destroyed) return;
    sendJson(this.response, {
      status: error.status,
      body: toErrorBody(error),
      headers: { ...this.headers(), ...error.headers },
    });
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
}

const INTERNAL_ERROR: OpenAiError = {
  status: 500,
  message: 'The sandbox failed; its log says why.',
  type: 'server_error',
  param: null,
  code: null,
};

const BODY_TOO_LARGE: OpenAiError = {
  status: 413,
  message: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
  type: 'invalid_request_error',
  param: null,
  code: 'request_too_large',
};
