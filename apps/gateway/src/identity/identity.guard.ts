import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiError } from '@turnpike/errors/api-error';
import type { IdentifiedRequest } from './authenticator.js';
import { PUBLIC } from './public.decorator.js';

/**
 * Lets nobody without an actor into a route that isn't marked public. Authentication itself came before, when the body
 * had not been read; this stands behind it, so that a route it doesn't cover is closed rather than open.
 */
@Injectable()
export class IdentityGuard implements CanActivate {
  readonly #reflector: Reflector;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.#reflector = reflector;
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.#reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    if (context.switchToHttp().getRequest<IdentifiedRequest>().actor === undefined) throw new ApiError('unauthorized');
    return true;
  }
}
