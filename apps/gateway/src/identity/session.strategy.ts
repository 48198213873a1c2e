import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { resolveSession } from '@turnpike/management/identity/resolve-session.use-case';
import { type GatewaySettings, GATEWAY_SETTINGS, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { isWrite, requestOrigin } from './origin.js';
import { readSessionToken } from './session-cookie.js';

export const SESSION_STRATEGY = 'session';

/**
 * The cookie the portal sets after signing in. A browser sends it whoever made it call, so a write must also come from
 * one of our own pages. A request with an Authorization header is judged by that header alone.
 */
@Injectable()
export class SessionStrategy extends PassportStrategy(Strategy, SESSION_STRATEGY) {
  readonly #context: ManagementContext;
  readonly #portalUrl: string;

  constructor(
    @Inject(MANAGEMENT_CONTEXT) context: ManagementContext,
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
  ) {
    super();
    this.#context = context;
    this.#portalUrl = settings.portalUrl;
  }

  /** The person behind the session, or null. */
  async validate(request: FastifyRequest): Promise<Actor | null> {
    if (request.headers.authorization !== undefined) return null;
    const token = readSessionToken(request, this.#portalUrl);
    if (token === null) return null;
    const session = await resolveSession(this.#context, token);
    if (session === null) return null;
    if (isWrite(request) && requestOrigin(request, this.#portalUrl) !== 'own') {
      throw new ApiError('forbidden', {
        message: 'A write with a session must come from the portal: its Origin is not ours.',
      });
    }
    const { userId, memberships, platformAdmin } = session;
    const origin = { ip: request.ip, requestId: request.id };
    if (platformAdmin) return { kind: 'platform_admin', via: 'session', id: userId, ...origin };
    return { kind: 'member', userId, memberships, ...origin };
  }
}
