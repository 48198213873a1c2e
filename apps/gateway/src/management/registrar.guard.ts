import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ApiError } from '@turnpike/errors/api-error';
import { type Registrar, resolveRegistrar } from '@turnpike/management/instances/resolve-registrar.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import type { FastifyRequest } from 'fastify';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';

type RegistrarRequest = FastifyRequest & { registrar?: Registrar };

const BEARER = /^bearer +([\x21-\x7e]{1,256}) *$/i;

/** Lets in the bearers of registration tokens, and nobody else: neither people nor management keys register instances. */
@Injectable()
export class RegistrarGuard implements CanActivate {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RegistrarRequest>();
    const secret = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const registrar = secret === undefined ? null : await resolveRegistrar(this.#context, secret);
    if (registrar === null)
      throw new ApiError('unauthorized', { message: 'No valid registration token was sent as a bearer token.' });
    request.registrar = registrar;
    return true;
  }
}

/** Whose registration token the guard let in. */
export const CurrentRegistrar = createParamDecorator((_data: unknown, context: ExecutionContext): Registrar => {
  const { registrar } = context.switchToHttp().getRequest<RegistrarRequest>();
  if (registrar === undefined) throw new ApiError('unauthorized');
  return registrar;
});
