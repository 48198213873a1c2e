/**
 * receive: headers → Arrival. Gives the request its id and trace, and finds the credential: a key, or a signature.
 * May touch memory only. Refuses nothing: a stranger learns only that a key is missing.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { newId, publicId } from '@turnpike/domain/ids';
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Exchange } from '../exchange.js';
import { type ArrivedSignature, readArrivedSignature } from '../signature/arrived-signature.js';
import { StageTimer } from '../stage-timer.js';
import type { Arrival } from '../tickets.js';

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const NO_TRACE = '0'.repeat(32);

export function receive<O extends Operation>(exchange: Exchange, operation: O): Arrival<O> {
  const timer = new StageTimer();
  const requestId = newId();
  const { headers } = exchange;
  const startedAtMs = Date.now();
  const declaredBytes = declaredBytesOf(headers['content-length']);
  const signature =
    headers['signature-input'] === undefined
      ? null
      : readArrivedSignature(exchange, { declaredBytes, nowMs: startedAtMs });
  const arrival: Arrival<O> = {
    exchange,
    operation,
    requestId,
    publicRequestId: publicId('request', requestId),
    clientRequestId: clientRequestIdOf(exchange.headers),
    traceId: traceIdOf(firstValue(exchange.headers.traceparent), requestId),
    credential: credentialOf(exchange, operation) ?? credentialOfSignature(signature),
    signature,
    declaredBytes,
    startedAtMs,
    timer,
  };
  timer.mark('receive');
  return arrival;
}

function credentialOfSignature(signature: ArrivedSignature | ApiError | null): string | null {
  return signature === null || signature instanceof ApiError ? null : signature.credential;
}

/** The caller's own id for the request, under the general name or the one OpenAI's clients use. */
function clientRequestIdOf(headers: IncomingHttpHeaders): string | null {
  const id = firstValue(headers['x-client-request-id']) ?? firstValue(headers['x-request-id']);
  return id?.slice(0, 128) ?? null;
}

/**
 * A key, where each vendor's SDK puts it; of several the first in this order. In the query only where Gemini's SDKs
 * expect it, because queries end up in logs of others; among the subprotocols only of a WebSocket.
 */
export function credentialOf(
  { headers, query }: Pick<Exchange, 'headers' | 'query'>,
  operation: Operation,
): string | null {
  const { authorization } = headers;
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? null;
  const named = firstValue(headers['x-api-key']) ?? firstValue(headers['x-goog-api-key']);
  if (named !== undefined) return named;
  if (operation.kind === 'inference' && operation.session !== undefined) return keyOfProtocols(headers);
  return operation.errors === 'gemini' && query !== '' ? new URLSearchParams(query).get('key') : null;
}

/** A page in a browser can name no header but the subprotocols of its WebSocket: OpenAI's place for its key. */
function keyOfProtocols({ 'sec-websocket-protocol': protocols = '' }: IncomingHttpHeaders): string | null {
  return /(?:^|,)\s*openai-insecure-api-key\.([\w-]+)\s*(?:,|$)/.exec(protocols)?.[1] ?? null;
}

function declaredBytesOf(contentLength: string | undefined): number | null {
  if (contentLength === undefined) return null;
  const bytes = Number(contentLength);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

/** The caller's trace goes on; without one the request id, 128 bits as well, is the trace's. */
function traceIdOf(traceparent: string | undefined, requestId: string): string {
  const traceId = traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
  return traceId === undefined || traceId === NO_TRACE ? requestId.replaceAll('-', '') : traceId;
}

function firstValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
