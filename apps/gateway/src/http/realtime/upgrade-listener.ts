/**
 * Handshakes of WebSockets: from the shared socket to the operation that serves them. One that can't be one is refused
 * here; any other goes through the corridor first, which answers it as a request while it refuses. There are no cookies
 * on this path and any page may try: who calls still needs a key.
 */
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { InferenceOperation, Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Exchange } from '@turnpike/pipeline/exchange';
import type { Perimeter } from '../perimeter.js';
import { UpgradeExchange } from './upgrade-exchange.js';

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface UpgradeListenerOptions {
  operations: readonly Operation[];
  addressOf: (request: IncomingMessage) => string | null;
  perimeter: Perimeter;
  /** Answers what reaches no operation. */
  refuse: (response: ServerResponse, error: ApiError) => void;
  /** Serves one session; never rejects. */
  serve: (exchange: Exchange, operation: Operation) => Promise<void>;
}

/** RFC 6455 §4.1: sixteen bytes in base64, and the one version that is in use. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;
const VERSION = '13';
/** Names of subprotocols, as a list. */
const PROTOCOLS = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/** Takes over the handshakes of the operations that are sessions. */
export function createUpgradeListener(options: UpgradeListenerOptions): UpgradeListener {
  const sessions = new Map(options.operations.filter(isSession).map((operation) => [operation.path, operation]));
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const response = answerOn(request, socket);
    const path = pathOf(request.url ?? '');
    const operation = sessions.get(path);
    if (operation === undefined) {
      return options.refuse(response, new ApiError('not_found', { message: 'There is no WebSocket here.' }));
    }
    if (!isHandshake(request)) {
      const error = new ApiError('invalid_parameter', { message: 'The handshake is no valid one of RFC 6455.' });
      return options.refuse(response, error);
    }
    const facts = { path, params: {}, address: options.addressOf(request), perimeter: options.perimeter };
    void options.serve(new UpgradeExchange({ request, socket, head, response }, facts), operation);
  };
}

function isSession(operation: Operation): operation is InferenceOperation {
  return operation.kind === 'inference' && operation.session !== undefined;
}

/** An answer as to any request, the last one of its connection. */
function answerOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  response.on('finish', () => socket.end());
  return response;
}

function pathOf(url: string): string {
  const path = url.startsWith('/') ? (url.split(/[?#]/, 1)[0] ?? '') : (URL.parse(url)?.pathname ?? '');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

function isHandshake({ method, headers }: IncomingMessage): boolean {
  const { 'sec-websocket-key': key = '', 'sec-websocket-protocol': protocols } = headers;
  if (method !== 'GET' || !KEY.test(key) || headers['sec-websocket-version'] !== VERSION) return false;
  return protocols === undefined || PROTOCOLS.test(protocols);
}
