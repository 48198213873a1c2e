import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiError } from '@turnpike/errors/api-error';
import { errorEnvelope, problemDetails } from '@turnpike/errors/unified-envelope';

const PROBLEM = 'application/problem+json';

/** Writes an error as the unified envelope, or as RFC 9457 problem details for those who name them in Accept. */
export function renderError(error: ApiError, request: FastifyRequest, reply: FastifyReply): void {
  const asProblem = request.headers.accept?.toLowerCase().includes(PROBLEM) === true;
  const body = asProblem ? problemDetails(error, request.id) : errorEnvelope(error, request.id);
  if (error.retryAfterSeconds !== null) reply.header('retry-after', String(error.retryAfterSeconds));
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  reply
    .code(error.status)
    .header('x-request-id', request.id)
    .header('content-type', `${asProblem ? PROBLEM : 'application/json'}; charset=utf-8`)
    .send(JSON.stringify(body));
}
