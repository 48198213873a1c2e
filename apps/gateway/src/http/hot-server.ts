/**
 * The request path's own Fastify: routing and nothing else. Its routes are the endpoint registry's; every request is
 * taken over before Fastify would touch its body, so that nothing of a body is read before its sender is authorised.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { openAiErrorBody } from '@turnpike/errors/openai-envelope';
import { newId, publicId } from '@turnpike/domain/ids';
import type { Operation } from '@turnpike/endpoints/operation';
import type { Exchange } from '@turnpike/pipeline/exchange';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { HttpExchange } from './http-exchange.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

export interface HotServerOptions {
  operations: readonly Operation[];
  trustedProxies: readonly string[];
  /** Serves one call; never rejects. */
  serve: (exchange: Exchange, operation: Operation) => Promise<void>;
}

/** Builds the router; `routing` of the result serves requests of the shared socket. */
export function createHotServer(options: HotServerOptions): FastifyInstance {
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
  const methodsByPath = new Map<string, string[]>();
  for (const operation of options.operations) {
    methodsByPath.set(operation.path, [...(methodsByPath.get(operation.path) ?? []), operation.method]);
    hot.route({ method: operation.method, url: operation.path, config: { operation }, handler: unreachable });
  }
  for (const [path, methods] of methodsByPath) mountMethodRefusal(hot, path, methods);
  hot.setNotFoundHandler(unreachable);
  hot.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply) => {
    const { operation } = request.routeOptions.config;
    reply.hijack();
    if (operation === undefined) refuseRoute(request, reply.raw, methodsByPath.get(request.routeOptions.url ?? ''));
    else void options.serve(exchangeOf(request, reply), operation);
  });
  return hot;
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

/** The refusal of a request that reached no operation. */
function refuse(response: ServerResponse, error: ApiError): void {
  const requestId = publicId('request', newId());
  const headers = { 'content-type': 'application/json', 'x-request-id': requestId, connection: 'close' };
  response.writeHead(error.status, headers);
  response.end(JSON.stringify(openAiErrorBody(error, requestId)));
}

function exchangeOf(request: FastifyRequest, reply: FastifyReply): Exchange {
  const facts = {
    path: request.routeOptions.url ?? '',
    params: request.params as Record<string, string>,
    address: request.ip,
  };
  return new HttpExchange(request.raw, reply.raw, facts);
}

function unreachable(): never {
  throw new Error('the onRequest hook takes every request over');
}
