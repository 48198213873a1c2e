/** The Fastify instance under Nest: request ids, answers' headers, bodies, and refusals before any route is found. */
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { ObserveRequest } from '@turnpike/telemetry/metrics';
import type { DataPlane } from './data-plane.js';
import { CONTROL_BODY_LIMIT_BYTES, useJsonBodies } from './json-body.js';
import { renderError } from './render-error.js';
import { toApiError } from './to-api-error.js';

/** An adapter whose server never listens: the public socket hands requests to its `routing`. */
export function createFastifyAdapter(trustedProxies: readonly string[]): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: CONTROL_BODY_LIMIT_BYTES,
    // The id is ours: one that callers choose could be made to collide or to inject into logs.
    requestIdHeader: false,
    genReqId: () => publicId('request', newId()),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      renderError(toApiError(error), request, reply),
  });
}

/** Answers are data of the one who asked: nothing keeps, frames or embeds them. */
const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/** Hooks and parsers; called before Nest registers its routes. */
export function configureFastify(
  adapter: FastifyAdapter,
  observe: ObserveRequest,
  dataPlane: Pick<DataPlane, 'catchUp'>,
): void {
  const fastify = adapter.getInstance();
  useJsonBodies(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    if (request.url.startsWith('/api/')) reply.headers(API_HEADERS);
    // Over plain HTTP it would mean nothing; who ends TLS before us is believed if it is trusted.
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
    // PostgreSQL can't store or compare NUL; no path or query has a use for it.
    if (request.url.includes('%00'))
      done(new ApiError('invalid_parameter', { message: 'The address must not contain NUL.' }));
    else done();
  });
  fastify.addHook('onSend', async (request, reply) => {
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD' && request.url.startsWith('/api/');
    if (isWrite && reply.statusCode < 400) await dataPlane.catchUp();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });
}
