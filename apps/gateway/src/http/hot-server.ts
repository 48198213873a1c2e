/**
 * From a request to the operation that serves it. Routes are the endpoint registry's; every request is taken over before
 * anything would touch its body, so that nothing of a body is read before its sender is authorised.
 *
 * A path without parameters that is asked for letter by letter, as SDKs do, is found in a table. What else there is
 * (parameters, queries, other spellings, what doesn't exist) goes through Fastify's router.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { errorBody, type ErrorStyle } from '@turnpike/errors/error-styles';
import { newId, publicId } from '@turnpike/domain/ids';
import { canonicalModelUrl } from '@turnpike/endpoints/gemini/model-path';
import type { Operation } from '@turnpike/endpoints/operation';
import type { Exchange } from '@turnpike/pipeline/exchange';
import proxyAddr from '@fastify/proxy-addr';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { CrossOrigin } from './cross-origin.js';
import { HttpExchange } from './http-exchange.js';
import { type Perimeter, rewriteUrl } from './perimeter.js';
import { createUpgradeListener, type UpgradeListener } from './realtime/upgrade-listener.js';
import type { StrangerGate } from './shield/stranger-gate.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

export interface HotServerOptions {
  operations: readonly Operation[];
  trustedProxies: readonly string[];
  /** What proxies tell of callers. */
  perimeter: Perimeter;
  /** Which pages may call. */
  crossOrigin: CrossOrigin;
  /** Turns wrong credentials away where they come in numbers; nobody does when omitted. */
  gate?: StrangerGate | undefined;
  /** Serves one call; never rejects. */
  serve: (exchange: Exchange, operation: Operation) => Promise<void>;
}

export interface HotServer {
  /** Serves requests of the shared socket. */
  readonly listener: RequestListener;
  /** Serves handshakes of WebSockets. */
  readonly upgrade: UpgradeListener;
  close(): Promise<void>;
}

/** Builds the table and the router behind it. */
export async function createHotServer(options: HotServerOptions): Promise<HotServer> {
  const router = createRouter(options);
  await router.ready();
  const table = tableOf(options.operations);
  const addressOf = createAddressReader(options.trustedProxies);
  return {
    listener(request, response) {
      const operation = table.get(request.method ?? '')?.get(request.url ?? '');
      if (operation === undefined) {
        rewriteUrl(request, canonicalModelUrl(request.url ?? ''));
        return router.routing(request, response);
      }
      const address = addressOf(request);
      const { gate } = options;
      if (gate?.isQuiet === false && gate.turnsAway(request, response, { operation, address })) return;
      const page = options.crossOrigin.pageOf(request, operation);
      const { perimeter } = options;
      const facts = { path: operation.path, params: NO_PARAMS, address, page, perimeter };
      void options.serve(new HttpExchange(request, response, facts), operation);
    },
    upgrade: createUpgradeListener({ ...options, addressOf, refuse }),
    close: () => router.close(),
  };
}

const NO_PARAMS = {};

/** Operations by method and by path. */
function tableOf(operations: readonly Operation[]): Map<string, Map<string, Operation>> {
  const table = new Map<string, Map<string, Operation>>();
  for (const operation of operations) {
    if (/[:*]/.test(operation.path)) continue;
    const paths = table.get(operation.method) ?? new Map<string, Operation>();
    table.set(operation.method, paths.set(operation.path, operation));
  }
  return table;
}

/** The caller's address as Fastify's router tells it: the peer's, or what trusted proxies say of it. */
function createAddressReader(trustedProxies: readonly string[]): (request: IncomingMessage) => string | null {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? null;
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, isTrusted);
}

function createRouter(options: HotServerOptions): FastifyInstance {
  const hot = Fastify({
    logger: false,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack();
      refuse(reply.raw, new ApiError('invalid_parameter', { message: 'The address is not a valid URL.' }));
    },
  });
  const operationsByPath = new Map<string, Operation[]>();
  for (const operation of options.operations) {
    operationsByPath.set(operation.path, [...(operationsByPath.get(operation.path) ?? []), operation]);
    hot.route({ method: operation.method, url: operation.path, config: { operation }, handler: unreachable });
  }
  for (const [path, operations] of operationsByPath) mountMethodRefusal(hot, path, methodsOf(operations));
  hot.setNotFoundHandler(unreachable);
  hot.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply) => {
    const { operation } = request.routeOptions.config;
    reply.hijack();
    if (operation !== undefined) return serveRoute(options, operation, { request, reply });
    const operations = operationsByPath.get(request.routeOptions.url ?? '');
    if (operations !== undefined && options.crossOrigin.answersPreflight(request.raw, reply.raw, operations)) return;
    refuseRoute(request, reply.raw, operations && methodsOf(operations));
  });
  return hot;
}

function methodsOf(operations: readonly Operation[]): string[] {
  return operations.map(({ method }) => method);
}

function serveRoute(
  { gate, crossOrigin, perimeter, serve }: HotServerOptions,
  operation: Operation,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): void {
  if (gate?.turnsAway(request.raw, reply.raw, { operation, address: request.ip })) return;
  const facts = {
    path: request.routeOptions.url ?? '',
    params: request.params as Record<string, string>,
    address: request.ip,
    page: crossOrigin.pageOf(request.raw, operation),
    perimeter,
  };
  void serve(new HttpExchange(request.raw, reply.raw, facts), operation);
}

const ALL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** The other methods of a path that exists answer 405 and not 404. */
function mountMethodRefusal(hot: FastifyInstance, url: string, allowed: readonly string[]): void {
  const method = ALL_METHODS.filter((name) => !allowed.includes(name));
  hot.route({ method, url, handler: unreachable });
}

function refuseRoute(request: FastifyRequest, response: ServerResponse, allowed: readonly string[] | undefined): void {
  const what = `${request.method} ${request.url.split('?', 1)[0]?.slice(0, 200)}`;
  const message = `There is no ${what}.`;
  if (allowed === undefined) return refuse(response, new ApiError('not_found', { message }));
  response.setHeader('allow', allowed.join(', '));
  refuse(response, new ApiError('method_not_allowed', { message }));
}

/** Whose callers ask for such an address, told by its beginning alone: no operation is there to say it. */
function styleOf(url: string): ErrorStyle {
  if (url.startsWith('/v1beta/')) return 'gemini';
  return /^\/v1\/messages(?:[/?]|$)/.test(url) ? 'anthropic' : 'openai';
}

/** The refusal of a request that reached no operation. */
function refuse(response: ServerResponse, error: ApiError): void {
  const requestId = publicId('request', newId());
  const headers = { 'content-type': 'application/json', 'x-request-id': requestId, connection: 'close' };
  response.writeHead(error.status, headers);
  response.end(JSON.stringify(errorBody(styleOf(response.req.url ?? ''), error, requestId)));
}

function unreachable(): never {
  throw new Error('the onRequest hook takes every request over');
}
