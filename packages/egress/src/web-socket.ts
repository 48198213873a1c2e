/**
 * The way out for sessions: a WebSocket to an upstream, over `ws`. Takes a handshake, gives an open link or the answer
 * that came in its place; fails with `EgressError` only. Follows no redirect, offers no compression, retries nothing.
 * Never logs.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { type Breaker, REFUSED } from './breaker.js';
import type { EgressHeaders } from './egress.js';
import { EgressError, fromTransportError } from './egress-error.js';
import { CLOSE_TIMEOUT_MS, MAX_MESSAGE_BYTES, type MessageLink, WebSocketLink } from './message-link.js';

/** One handshake. */
export interface WebSocketRequest {
  /** `https://host[:port]`, no path. */
  readonly origin: string;
  /** From the slash on, query included. */
  readonly path: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  /** Bound on everything until the link is open. */
  readonly handshakeTimeoutMs?: number;
  /** Asked before the handshake, told after it. */
  readonly breaker?: Breaker;
}

/** An answer that was none of a WebSocket: as far as it was read. */
export interface HandshakeRefusal {
  readonly status: number;
  readonly headers: EgressHeaders;
  readonly body: Buffer;
}

/** A handshake under way. */
export interface WebSocketCall {
  /** Rejects with {@link EgressError} and nothing else. */
  readonly opened: Promise<MessageLink | HandshakeRefusal>;
  /** Ends it while it isn't open: `opened` rejects with kind `aborted`, this reason as code. */
  abort(reason: string): void;
}

/** Opens one WebSocket. */
export type OpenWebSocket = (request: WebSocketRequest) => WebSocketCall;

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 32 * 1_024;
const MAX_REFUSAL_BYTES = 64 * 1_024;

export const openWebSocket: OpenWebSocket = (request) => new Handshake(request);

class Handshake implements WebSocketCall {
  readonly opened: Promise<MessageLink | HandshakeRefusal>;
  private readonly request: WebSocketRequest;
  private readonly resolve: (opened: MessageLink | HandshakeRefusal) => void;
  private readonly reject: (error: EgressError) => void;
  private permit = REFUSED;
  private socket: WebSocket | null = null;
  private timer: NodeJS.Timeout | undefined;
  private connected = false;
  private settled = false;

  constructor(request: WebSocketRequest) {
    const { promise, resolve, reject } = Promise.withResolvers<MessageLink | HandshakeRefusal>();
    this.request = request;
    this.opened = promise;
    this.resolve = resolve;
    this.reject = reject;
    if (request.breaker !== undefined && (this.permit = request.breaker.tryEnter()) === REFUSED) {
      this.fail(new EgressError({ kind: 'breaker_open', code: 'breaker_open', ...this.progress }));
    } else this.connect();
  }

  abort(reason: string): void {
    this.fail(new EgressError({ kind: 'aborted', code: reason, ...this.progress }));
  }

  private connect(): void {
    const { origin, path, headers, handshakeTimeoutMs = HANDSHAKE_TIMEOUT_MS } = this.request;
    const options = {
      headers: recordOf(headers),
      maxPayload: MAX_MESSAGE_BYTES,
      maxHeaderSize: MAX_HEADER_BYTES,
      closeTimeout: CLOSE_TIMEOUT_MS,
      perMessageDeflate: false,
      followRedirects: false,
      // Node's own request: where its connection stands is only told there.
      finishRequest: (request: ClientRequest) => {
        request.once('socket', (socket) =>
          socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', () => (this.connected = true)),
        );
        request.end();
      },
    };
    try {
      this.socket = new WebSocket(new URL(origin + path), options);
    } catch (cause) {
      return this.fail(new EgressError({ kind: 'protocol', code: 'not_sendable', ...this.progress, cause }));
    }
    this.timer = setTimeout(() => this.timeOut(), handshakeTimeoutMs);
    this.socket.on('open', () => this.open());
    this.socket.on('unexpected-response', (_request, response) => this.refuse(response));
    this.socket.on('error', (cause) => this.fail(this.errorOf(cause)));
  }

  private open(): void {
    const { socket } = this;
    if (socket === null || !this.settle('success')) return socket?.terminate();
    this.resolve(new WebSocketLink(socket));
  }

  /** An answer like any other is read for its words, in what is left of the time. */
  private refuse(response: IncomingMessage): void {
    const { statusCode: status = 0, headers } = response;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = () => {
      if (!this.settle(status >= 500 ? 'failure' : 'success')) return;
      this.resolve({ status, headers, body: Buffer.concat(chunks).subarray(0, MAX_REFUSAL_BYTES) });
      this.cut();
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_REFUSAL_BYTES) finish();
    });
    response.on('end', finish).on('error', finish).on('close', finish);
  }

  private timeOut(): void {
    const kind = this.connected ? 'timeout_headers' : 'connect';
    this.fail(new EgressError({ kind, code: 'handshake_timeout', ...this.progress }));
  }

  private errorOf(cause: Error): EgressError {
    // The library names neither: the peer took the upgrade and got it wrong.
    const isNonsense = /^(?:Invalid|Server) /.test(cause.message);
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (isNonsense || code.startsWith('HPE_'))
      return new EgressError({ kind: 'protocol', code: 'bad_handshake', ...this.progress });
    return fromTransportError(cause, this.progress);
  }

  private get progress() {
    return { beforeHeaders: true, requestSent: this.connected };
  }

  private fail(error: EgressError): void {
    const isPeers = error.kind !== 'aborted' && error.kind !== 'breaker_open';
    if (!this.settle(isPeers ? 'failure' : 'unknown')) return;
    this.cut();
    this.reject(error);
  }

  /** False where it was settled before. */
  private settle(outcome: 'success' | 'failure' | 'unknown'): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearTimeout(this.timer);
    if (this.permit !== REFUSED) this.request.breaker?.record(this.permit, outcome);
    return true;
  }

  private cut(): void {
    this.socket?.on('error', () => undefined);
    this.socket?.terminate();
  }
}

function recordOf(headers: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) record[headers[at] as string] = headers[at + 1] as string;
  return record;
}
