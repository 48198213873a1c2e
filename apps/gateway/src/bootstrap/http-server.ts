/**
 * The one public socket. Takes requests and hands each to the data plane or to Nest, by the first segment of its path;
 * answers by itself only what never became a request: a connection too many, headers too large or too many, malformed
 * HTTP, a request that came too slowly.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { openAiErrorBody } from '@turnpike/errors/openai-envelope';
import { errorEnvelope } from '@turnpike/errors/unified-envelope';
import { boundConnections, type ConnectionBounds } from './connection-ceiling.js';
import type { DataPlane } from './data-plane.js';

/** Bounds of one connection. Slow senders lose their socket before they can hold many. */
const SERVER_OPTIONS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  // Longer than the 60 s of common load balancers, so that they are the ones to close an idle connection.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  // Some clients offer `Upgrade: h2c` on every plain request (Java's, curl's with --http2); those stay ordinary requests.
  shouldUpgradeCallback: (request: IncomingMessage) => request.headers.upgrade?.toLowerCase() === 'websocket',
};

/** Of one request. Node drops those beyond 2,000 without a word, a credential among them. */
const MOST_HEADERS = 128;
/** Of the address that is asked for; no path or query of ours comes near it. */
const LONGEST_URL = 8 * 1024;

/** The answer that is being written to a socket, for when the next bytes on it turn out not to be HTTP. */
const ANSWER = Symbol('answer');
type AnsweringSocket = Duplex & { [ANSWER]?: ServerResponse };

/** The server, not yet listening. `control` gets every request that isn't the data plane's; without bounds it takes any number of connections. */
export function createHttpServer(
  dataPlane: Pick<DataPlane, 'prefixes' | 'listener' | 'upgrade'>,
  control: RequestListener,
  bounds: ConnectionBounds | null = null,
): Server {
  const belongs = prefixMatcher(dataPlane.prefixes);
  const data = dataPlane.listener;
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    (request.socket as AnsweringSocket)[ANSWER] = response;
    // Asked to stop: what comes in on a connection that is already open is still served, as its last.
    if (!server.listening) response.setHeader('connection', 'close');
    const excess = excessOf(request);
    if (excess !== null) return refuseRequest(request, response, excess);
    if (belongs(request.url ?? '/')) data(request, response);
    else control(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const excess = excessOf(request);
    if (excess !== null) refuse(socket, excess);
    else if (dataPlane.upgrade !== undefined && belongs(request.url ?? '/')) dataPlane.upgrade(request, socket, head);
    else refuse(socket, new ApiError('not_found'));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: AnsweringSocket) => {
    const answer = socket[ANSWER];
    const answering = answer !== undefined && answer.headersSent && !answer.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || answering) socket.destroy();
    else refuse(socket, clientError(error.code));
  });
  if (bounds !== null) boundConnections(server, bounds, (socket) => refuse(socket, connectionTooMany()));
  return server;
}

function excessOf({ rawHeaders, url = '' }: IncomingMessage): ApiError | null {
  if (rawHeaders.length > 2 * MOST_HEADERS)
    return new ApiError('headers_too_large', { message: `The request has more than ${MOST_HEADERS} headers.` });
  if (url.length > LONGEST_URL)
    return new ApiError('headers_too_large', { message: `The address is longer than ${LONGEST_URL} characters.` });
  return null;
}

function connectionTooMany(): ApiError {
  return new ApiError('overloaded', { retryAfterSeconds: 1 });
}

/** The last answer of its connection: what else comes on it isn't worth reading. */
function refuseRequest(request: IncomingMessage, response: ServerResponse, error: ApiError): void {
  const { requestId, body } = refusalOf(error);
  response.writeHead(error.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
  });
  response.end(body);
  request.resume();
}

/** The path may mean nothing here, so the body is both envelopes in one. */
function refusalOf(error: ApiError): { requestId: string; body: string } {
  const requestId = publicId('request', newId());
  return {
    requestId,
    body: JSON.stringify({ ...errorEnvelope(error, requestId), ...openAiErrorBody(error, requestId) }),
  };
}

/** Tests whether the first path segment of a request target is one of the prefixes. */
function prefixMatcher(prefixes: readonly string[]): (url: string) => boolean {
  const known = new Set(prefixes);
  for (const prefix of known) {
    if (!/^\/[\w.-]+$/.test(prefix)) throw new Error(`a data-plane prefix is one path segment, not "${prefix}"`);
  }
  return (url) => known.has(firstSegment(url));
}

/** `/v1` of `/v1/models?x`; also of the absolute form that proxies send. */
function firstSegment(url: string): string {
  const path = url.charCodeAt(0) === 47 ? url : (URL.parse(url)?.pathname ?? '');
  let end = 1;
  for (; end < path.length; end++) {
    const code = path.charCodeAt(end);
    if (code === 47 /* / */ || code === 63 /* ? */ || code === 35 /* # */) break;
  }
  return path.slice(0, end);
}

function clientError(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new ApiError('headers_too_large');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new ApiError('payload_too_large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ApiError('request_timeout');
  return new ApiError('validation_failed', { message: 'The request is not valid HTTP/1.1.' });
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
};

/** How long one that was refused may take to read why. */
const LINGER_MS = 1_000;

/** Answers on the bare socket and ends it. What still comes is read away: closing over it would take the answer along. */
function refuse(socket: Duplex, error: ApiError): void {
  const { requestId, body } = refusalOf(error);
  const retryAfter = error.retryAfterSeconds === null ? '' : `retry-after: ${error.retryAfterSeconds}\r\n`;
  socket.on('error', () => socket.destroy());
  socket.resume();
  const late = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(late));
  socket.end(
    `HTTP/1.1 ${error.status} ${REASONS[error.status] ?? 'Error'}\r\n` +
      'content-type: application/json; charset=utf-8\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n` +
      `x-request-id: ${requestId}\r\n${retryAfter}` +
      `connection: close\r\n\r\n${body}`,
  );
}
