/**
 * Lets pages of one origin, the portal's, call the data plane from a browser: the playground streams straight from here.
 * Pages of any other origin get no header that would let them read an answer. There are no cookies on this path: who
 * calls still needs a key.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export interface CrossOriginOptions {
  /** Where browsers reach the portal. */
  portalUrl: string;
  /** First part of the receipt's headers. */
  headerPrefix: string;
}

const METHODS = 'GET, POST';
const REQUEST_HEADERS = ['authorization', 'content-type', 'x-client-request-id', 'traceparent'];
const ANSWER_HEADERS = [
  'x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy',
  'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset',
  'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests',
]; // prettier-ignore
const RECEIPT_HEADERS = [
  'model', 'target', 'price-version', 'attempts', 'cache', 'overhead-ms', 'dropped', 'client-request-id',
  'input-tokens', 'cached-input-tokens', 'cache-write-tokens', 'audio-input-tokens', 'image-input-tokens', 'output-tokens',
  'reasoning-tokens', 'audio-output-tokens', 'image-output-tokens', 'images', 'characters', 'searches', 'seconds', 'charge', 'currency',
]; // prettier-ignore
/** How long a browser may remember the answer to a preflight; Chromium's own bound. */
const PREFLIGHT_SECONDS = '7200';

/** The same listener for callers that name no origin, at the price of looking; the portal's pages get their headers. */
export function allowPortalOrigin(listener: RequestListener, options: CrossOriginOptions): RequestListener {
  const portalOrigin = new URL(options.portalUrl).origin;
  const exposed = [...ANSWER_HEADERS, ...RECEIPT_HEADERS.map((name) => `${options.headerPrefix}-${name}`)].join(', ');
  const accepted = [...REQUEST_HEADERS, `${options.headerPrefix}-receipt`].join(', ');
  return (request, response) => {
    const { origin } = request.headers;
    if (origin !== undefined) {
      response.setHeader('vary', 'origin');
      if (origin === portalOrigin) {
        response.setHeader('access-control-allow-origin', portalOrigin);
        if (isPreflight(request)) return answerPreflight(response, accepted);
        response.setHeader('access-control-expose-headers', exposed);
      }
    }
    listener(request, response);
  };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function answerPreflight(response: ServerResponse, accepted: string): void {
  response.writeHead(204, {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': accepted,
    'access-control-max-age': PREFLIGHT_SECONDS,
  });
  response.end();
}
