import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '@turnpike/errors/api-error';
import type { Authenticator, IdentifiedRequest } from './authenticator.js';
import type { PublicRouteConfig } from './public.decorator.js';

/** The largest body anyone may send without a credential, unless the route says otherwise: an e-mail, a password. */
const ANONYMOUS_BODY_LIMIT_BYTES = 4 * 1024;

/**
 * Decides who calls before the body is read, so that nobody without a credential makes us hold one: Nest's guards run
 * after the body was parsed. Adds itself to the instance's hooks; to be called before routes are registered.
 */
export function authenticateEarly(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRequest', async (request: FastifyRequest, _reply: FastifyReply) => {
    // There is nothing at that address; its body must not be read to say so.
    if (request.is404) throw new ApiError('not_found');
    const { public: isPublic, bodyLimitBytes } = request.routeOptions.config as PublicRouteConfig;
    if (isPublic) return refuseLargeBody(request, bodyLimitBytes ?? ANONYMOUS_BODY_LIMIT_BYTES);
    if (!request.url.startsWith('/api/')) return;
    const actor = await authenticator.authenticate(request);
    if (actor === null) throw new ApiError('unauthorized');
    (request as IdentifiedRequest).actor = actor;
  });
}

function refuseLargeBody(request: FastifyRequest, limitBytes: number): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  // A body of unknown length may be of any.
  const tooLarge = encoding !== undefined || Number(length ?? 0) > limitBytes;
  if (tooLarge) throw new ApiError('payload_too_large');
}
