/**
 * The OAuth server: takes the requests under `/oauth` and the two well-known documents, and answers them all. Touches
 * Postgres through the context; loads oidc-provider on the first request that needs it. Knows nothing of Nest, of the
 * portal's pages or of calls.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ManagementContext } from '@turnpike/management/management-context';
import { ownKeys, type TokenParties } from './access-token.js';
import { IssuedTokens } from './issued-tokens.js';
import { PATHS, RESOURCE_METADATA_PATH, resourceMetadata, SERVER_METADATA_PATH, serverMetadata } from './metadata.js';
import { BodyTooLarge, readForm, withForm } from './request-form.js';
import { loadPublicKeys, loadSigningKey } from './signing-keys.js';

export interface OAuthServerOptions {
  context: ManagementContext;
  /** Addresses without a slash at the end. */
  parties: TokenParties;
  /** A fault of ours; nothing of it is shown. */
  onError: (error: unknown) => void;
}

export interface OAuthServer {
  /** Whether a request target is the server's to answer. */
  handles(url: string): boolean;
  readonly listener: RequestListener;
}

/** Which key signs is looked at this often. */
const KEY_KEPT_MS = 60_000;

export function createOAuthServer(options: OAuthServerOptions): OAuthServer {
  const serve = new Server(options);
  return {
    handles: (url) => /^\/oauth(?:[/?]|$)/.test(url) || wellKnownOf(url) !== null,
    listener: (request, response) => void serve.answer(request, response),
  };
}

function wellKnownOf(url: string): 'server' | 'resource' | null {
  const path = url.split('?', 1)[0] ?? '';
  if (path === SERVER_METADATA_PATH || path.startsWith(`${SERVER_METADATA_PATH}/`)) return 'server';
  return path === RESOURCE_METADATA_PATH || path.startsWith(`${RESOURCE_METADATA_PATH}/`) ? 'resource' : null;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

class Server {
  readonly #options: OAuthServerOptions;
  readonly #issued: IssuedTokens;
  #handler: { promise: Promise<Handler>; kid: string | undefined; readAtMs: number } | null = null;

  constructor(options: OAuthServerOptions) {
    this.#options = options;
    this.#issued = new IssuedTokens(options.context, options.parties, ownKeys(options.context));
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      if (error instanceof BodyTooLarge) return problem(response, 413, 'invalid_request');
      this.#options.onError(error);
      if (!response.headersSent) problem(response, 503, 'temporarily_unavailable');
      else response.destroy();
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { parties, context } = this.#options;
    const [path = ''] = (request.url ?? '').split('?', 1);
    const document = wellKnownOf(path);
    if (document !== null) {
      const isKnown = document === 'resource' || isIssuersPath(path, parties.issuer);
      if (!isKnown) return problem(response, 404, 'not_found');
      return publish(
        request,
        response,
        document === 'server' ? serverMetadata(parties.issuer) : resourceMetadata(parties),
      );
    }
    if (path === PATHS.jwks) return publish(request, response, { keys: await loadPublicKeys(context.db) });
    const handle = await this.#current();
    await (path === PATHS.introspection || path === PATHS.revocation
      ? this.#withTokenShown(request, response, handle)
      : handle(asIssuers(request, parties.issuer), response));
  }

  /** What a client asks about may be a JWT of ours, which oidc-provider is shown under a handle. */
  async #withTokenShown(request: IncomingMessage, response: ServerResponse, handle: Handler): Promise<void> {
    const form = await readForm(request);
    const token = form?.get('token');
    const shown = token == null ? null : await this.#issued.show(token);
    if (form !== null && shown !== null) form.set('token', shown);
    try {
      await handle(
        asIssuers(form === null ? request : withForm(request, form), this.#options.parties.issuer),
        response,
      );
    } finally {
      if (shown !== null) this.#issued.giveBack(shown);
    }
  }

  /** The provider that signs with the key of now. */
  async #current(): Promise<Handler> {
    const known = this.#handler;
    if (known !== null && Date.now() - known.readAtMs < KEY_KEPT_MS) return known.promise;
    const { context } = this.#options;
    const signingKey = await loadSigningKey({ ...context, pool: context.db.pool });
    const readAtMs = Date.now();
    const isSame = known !== null && known.kid === signingKey.kid;
    const promise = isSame ? known.promise : this.#create(signingKey);
    this.#handler = { promise, kid: signingKey.kid, readAtMs };
    promise.catch(() => (this.#handler = null));
    return promise;
  }

  async #create(signingKey: Awaited<ReturnType<typeof loadSigningKey>>): Promise<Handler> {
    const { createProvider } = await import('./create-provider.js');
    const provider = createProvider({ ...this.#options, signingKey, issued: this.#issued });
    const callback = provider.callback();
    return async (request, response) => {
      await callback(request, response);
    };
  }
}

/** RFC 8414 puts the issuer's own path behind the well-known one. */
function isIssuersPath(path: string, issuer: string): boolean {
  const { pathname } = new URL(issuer);
  return path === SERVER_METADATA_PATH || path === SERVER_METADATA_PATH + pathname.replace(/\/$/, '');
}

/** The server has one address, whoever passed the request on and whatever they say of it. */
function asIssuers(request: IncomingMessage, issuer: string): IncomingMessage {
  const { host, protocol } = new URL(issuer);
  request.headers.host = host;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.replace(':', '');
  return request;
}

const PUBLIC_SECONDS = 300;

function publish(request: IncomingMessage, response: ServerResponse, document: object): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return problem(response, 405, 'invalid_request');
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': `public, max-age=${PUBLIC_SECONDS}`,
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(document));
}

function problem(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ error }));
}
