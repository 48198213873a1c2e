import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InstantViewSchema } from '@turnpike/contracts/management/fields';
import { type UserView, UserViewSchema } from '@turnpike/contracts/management/identity';
import type { SignedIn } from '@turnpike/management/identity/sign-in.use-case';
import type { SessionOrigin } from '@turnpike/management/identity/start-session';
import { readSessionToken, sessionCookie } from './session-cookie.js';

export const SessionAnswerSchema = z
  .object({ user: UserViewSchema, expiresAt: InstantViewSchema })
  .meta({ id: 'Session' });

export interface SessionAnswer {
  user: UserView;
  expiresAt: string;
}

/** Where a session would begin: what the audit log says of it, and which session of the browser it takes the place of. */
export function sessionOrigin(request: FastifyRequest, portalUrl: string): SessionOrigin {
  return {
    ip: request.ip,
    userAgent: request.headers['user-agent'] ?? null,
    requestId: request.id,
    previousToken: readSessionToken(request, portalUrl),
  };
}

/** Hands a session to the browser. Its secret travels in the cookie only, never in a body. */
export function answerSession(reply: FastifyReply, portalUrl: string, signedIn: SignedIn): SessionAnswer {
  const { token, expiresAt, user } = signedIn;
  reply.header('set-cookie', sessionCookie(portalUrl, token, expiresAt));
  return { user, expiresAt: expiresAt.toISOString() };
}
