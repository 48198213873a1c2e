/**
 * Bodies of the control plane: JSON in UTF-8, nothing else. What PostgreSQL can't store (NUL, half a surrogate pair) is
 * refused here once, so that no schema has to think of it and no bad text becomes a 500.
 */
import type { FastifyInstance } from 'fastify';
import { ApiError } from '@turnpike/errors/api-error';
import type { PublicRouteConfig } from '../identity/public.decorator.js';

/** The largest body of the control plane; the biggest legitimate one is a plan of 2,000 prices. */
export const CONTROL_BODY_LIMIT_BYTES = 1024 * 1024;

/** Deeper than any body of the API; what walks a value by recursion later must not run out of stack. */
const MAX_DEPTH = 16;

/** Replaces all body parsers of the instance by the one for JSON. Anything with another content type gets 415. */
export function useJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    // Whoever checks a signature needs the bytes as they came, and parses them afterwards.
    if ((request.routeOptions.config as PublicRouteConfig).rawBody) return done(null, bytes);
    // Clients send the header on bodiless writes too.
    if (bytes.length === 0) return done(null, undefined);
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return done(new ApiError('invalid_json', { message: 'The request body is not valid UTF-8.' }));
    }
    // Answers through its callback; the promise in its type is another of its forms.
    void parse(request, text, (error, value) => {
      if (error !== null) return done(new ApiError('invalid_json', { cause: error }));
      const problem = findProblem(value, 0);
      if (problem === null) done(null, value);
      else done(new ApiError('validation_failed', { message: problem }));
    });
  });
}

const UNSTORABLE = 'Text must not contain NUL or unpaired surrogate characters.';

/** What makes a JSON value unusable whatever its schema says, or null. */
function findProblem(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? null : UNSTORABLE;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels.`;
  // For an array the names are its indexes, which are always fine.
  for (const [name, field] of Object.entries(value)) {
    const problem = findProblem(name, depth) ?? findProblem(field, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}
