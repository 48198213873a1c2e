/**
 * Lets pages call the data plane from a browser: the portal's always, for the playground streams straight from here, and
 * others where a product says so. There are no cookies on this path, and no answer lets a browser send any: who calls
 * still needs a credential.
 *
 * A preflight shows none, so nobody knows yet whose product will serve: it is allowed what any product that offers the
 * operation allows. The call itself is then held against the product that served it; an answer without the header can't
 * be read by the page. A refusal from before that is known may be read by every page that some product allows.
 */
import type { CorsPolicy } from '@turnpike/contracts/access';
import type { Operation } from '@turnpike/endpoints/operation';
import type { Catalogue, CatalogueProduct } from '@turnpike/pipeline/catalogue';
import type { ReplyHeaders } from '@turnpike/pipeline/exchange';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export interface CrossOriginOptions {
  /** Where browsers reach the portal. */
  portalUrl: string;
  /** First part of the receipt's headers. */
  headerPrefix: string;
  catalogue: () => Catalogue | null;
}

/** The page behind one call: what it may read of the answer. */
export interface CallingPage {
  /** Which products the call is or may be served by. */
  servedBy(products: readonly Pick<CatalogueProduct, 'cors'>[]): void;
  /** Adds what lets the page read the answer, if it may. */
  addHeaders(headers: ReplyHeaders): void;
}

const METHODS = 'GET, POST';
const REQUEST_HEADERS = ['authorization', 'content-type', 'x-client-request-id', 'traceparent', 'idempotency-key'];
const ANSWER_HEADERS = [
  'x-request-id', 'idempotent-replayed', 'retry-after', 'ratelimit', 'ratelimit-policy',
  'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset',
  'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests',
  'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens',
]; // prettier-ignore
const RECEIPT_HEADERS = [
  'model', 'target', 'price-version', 'attempts', 'cache', 'limits', 'overhead-ms', 'dropped', 'client-request-id', 'original-request-id',
  'input-tokens', 'cached-input-tokens', 'cache-write-tokens', 'audio-input-tokens', 'image-input-tokens', 'output-tokens',
  'reasoning-tokens', 'audio-output-tokens', 'image-output-tokens', 'images', 'characters', 'searches', 'seconds', 'charge', 'currency',
]; // prettier-ignore
/** How long a browser may remember the answer to the portal's preflight; Chromium's own bound. */
const PREFLIGHT_SECONDS = 7200;
/** Names of headers as a preflight lists them; SDKs send some of their own. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;
const HEADER_NAMES_LENGTH = 2_000;

export class CrossOrigin {
  private readonly portalOrigin: string;
  private readonly exposed: string;
  private readonly accepted: string;
  private readonly catalogue: CrossOriginOptions['catalogue'];
  private compiled: { catalogue: Catalogue | null; pages: AllowedPages } | null = null;

  constructor({ portalUrl, headerPrefix, catalogue }: CrossOriginOptions) {
    this.portalOrigin = new URL(portalUrl).origin;
    this.exposed = [...ANSWER_HEADERS, ...RECEIPT_HEADERS.map((name) => `${headerPrefix}-${name}`)].join(', ');
    this.accepted = [...REQUEST_HEADERS, `${headerPrefix}-receipt`].join(', ');
    this.catalogue = catalogue;
  }

  /** The same listener for callers that name no origin, at the price of looking; the portal's pages get their headers. */
  allowPortal(listener: RequestListener): RequestListener {
    return (request, response) => {
      const { origin } = request.headers;
      if (origin !== undefined) {
        response.setHeader('vary', 'origin');
        if (origin === this.portalOrigin) {
          response.setHeader('access-control-allow-origin', origin);
          if (isPreflight(request)) {
            const [methods, headers] = [METHODS, this.accepted];
            return allowPreflight(response, { methods, headers, maxAgeSeconds: PREFLIGHT_SECONDS });
          }
          response.setHeader('access-control-expose-headers', this.exposed);
        }
      }
      listener(request, response);
    };
  }

  /** Answers the preflight of an operation for the page of some product's; false when it is none, or nobody's. */
  answersPreflight(request: IncomingMessage, response: ServerResponse, operations: readonly Operation[]): boolean {
    const { origin = '', 'access-control-request-method': method } = request.headers;
    if (!isPreflight(request)) return false;
    const operation = operations.find((one) => one.method === method);
    const policy = operation && this.pages().of(operation);
    if (operation === undefined || policy === undefined || !isAllowed(policy, origin)) return false;
    const named = request.headers['access-control-request-headers'] ?? '';
    const areNames = named.length <= HEADER_NAMES_LENGTH && HEADER_NAMES.test(named);
    response.setHeader('access-control-allow-origin', allowedAs(policy, origin));
    const headers = areNames ? named : this.accepted;
    allowPreflight(response, { methods: operation.method, headers, maxAgeSeconds: policy.maxAgeSeconds });
    return true;
  }

  /** The page that calls; null for the portal's, which are told already, and for callers that are no browsers. */
  pageOf({ headers: { origin } }: IncomingMessage, operation: Operation): CallingPage | null {
    if (origin === undefined || origin === this.portalOrigin) return null;
    let allowed = allowedAmong([this.pages().of(operation)], origin);
    return {
      servedBy: (products) =>
        (allowed = allowedAmong(
          products.map(({ cors }) => cors ?? undefined),
          origin,
        )),
      addHeaders: (headers) => {
        if (allowed === null) return;
        headers['access-control-allow-origin'] = allowed;
        headers['access-control-expose-headers'] = this.exposed;
      },
    };
  }

  private pages(): AllowedPages {
    const catalogue = this.catalogue();
    if (this.compiled?.catalogue !== catalogue) this.compiled = { catalogue, pages: new AllowedPages(catalogue) };
    return this.compiled.pages;
  }
}

/** Which pages some product allows, by operation; put together when a catalogue is first asked. */
class AllowedPages {
  private readonly products: readonly CatalogueProduct[];
  private readonly byOperation = new Map<string, CorsPolicy | undefined>();

  constructor(catalogue: Catalogue | null) {
    this.products = [...(catalogue?.products.values() ?? [])].filter(({ cors }) => cors !== null);
  }

  /** Look-ups and what is put off come with any product. */
  of(operation: Operation): CorsPolicy | undefined {
    if (!this.byOperation.has(operation.key)) this.byOperation.set(operation.key, this.union(operation));
    return this.byOperation.get(operation.key);
  }

  private union(operation: Operation): CorsPolicy | undefined {
    const offered = operation.kind === 'inference' ? (operation.offeredAs ?? operation.key) : null;
    const policies = this.products.flatMap(({ cors, operations }) =>
      cors !== null && (offered === null || operations.has(offered)) ? [cors] : [],
    );
    if (policies.length === 0) return undefined;
    return {
      origins: [...new Set(policies.flatMap(({ origins }) => origins))],
      maxAgeSeconds: Math.min(...policies.map(({ maxAgeSeconds }) => maxAgeSeconds)),
    };
  }
}

function isAllowed({ origins }: CorsPolicy, origin: string): boolean {
  return origins.includes('*') || origins.includes(origin);
}

function allowedAs(policy: CorsPolicy, origin: string): string {
  return policy.origins.includes('*') ? '*' : origin;
}

function allowedAmong(policies: readonly (CorsPolicy | undefined)[], origin: string): string | null {
  const policy = policies.find((one) => one !== undefined && isAllowed(one, origin));
  return policy === undefined ? null : allowedAs(policy, origin);
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function allowPreflight(
  response: ServerResponse,
  { methods, headers, maxAgeSeconds }: { methods: string; headers: string; maxAgeSeconds: number },
): void {
  response.writeHead(204, {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': headers,
    'access-control-max-age': String(maxAgeSeconds),
  });
  response.end();
}
