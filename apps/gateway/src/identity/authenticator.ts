import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import type { Actor } from '@turnpike/management/actor';
import { MANAGEMENT_KEY_STRATEGY, ManagementKeyStrategy } from './management-key.strategy.js';
import { SESSION_STRATEGY, SessionStrategy } from './session.strategy.js';

/** A request after authentication. */
export type IdentifiedRequest = FastifyRequest & { actor?: Actor };

/** The part of passport that is used; its own types speak of Express. */
interface Passport {
  use(name: string, strategy: unknown): void;
  authenticate(
    names: string[],
    options: object,
    done: (error: unknown, actor: Actor | false | null) => void,
  ): Middleware;
}
type Middleware = (request: FastifyRequest, response: object, next: (error?: unknown) => void) => void;

/**
 * Runs the passport strategies, a management key first. It has a passport of its own: the global instance keeps one
 * strategy per name in the whole process, and a second gateway in it would take over the first one's.
 */
@Injectable()
export class Authenticator {
  readonly #passport: Passport = new passport.Passport();

  constructor(
    @Inject(ManagementKeyStrategy) managementKey: ManagementKeyStrategy,
    @Inject(SessionStrategy) session: SessionStrategy,
  ) {
    this.#passport.use(MANAGEMENT_KEY_STRATEGY, managementKey);
    this.#passport.use(SESSION_STRATEGY, session);
  }

  /** Who the request's credential belongs to; null when it carries none that is valid. Rejects with a strategy's error. */
  authenticate(request: FastifyRequest): Promise<Actor | null> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, actor: Actor | false | null) => (error ? reject(error) : resolve(actor || null));
      const next = (error?: unknown) => (error ? reject(error) : resolve(null));
      this.#passport.authenticate([MANAGEMENT_KEY_STRATEGY, SESSION_STRATEGY], { session: false }, done)(
        request,
        {},
        next,
      );
    });
  }
}
