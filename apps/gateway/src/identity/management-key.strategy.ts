import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { resolveManagementKey } from '@turnpike/management/management-keys/resolve-management-key.use-case';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';

export const MANAGEMENT_KEY_STRATEGY = 'management-key';

const BEARER = /^bearer +([\x21-\x7e]{1,256}) *$/i;

/**
 * `Authorization: Bearer <management key>`, looked up by its hash. The header only: a key in a query or a body would end
 * in logs.
 */
@Injectable()
export class ManagementKeyStrategy extends PassportStrategy(Strategy, MANAGEMENT_KEY_STRATEGY) {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    super();
    this.#context = context;
  }

  /** The platform admin behind the key, or null. */
  async validate(request: FastifyRequest): Promise<Actor | null> {
    const key = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) return null;
    const resolved = await resolveManagementKey(this.#context, key);
    if (resolved === null) return null;
    return { kind: 'platform_admin', via: 'management_key', id: resolved.id, ip: request.ip, requestId: request.id };
  }
}
