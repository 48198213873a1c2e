import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { successEnvelope } from '@turnpike/errors/unified-envelope';

const BARE_ANSWER = Symbol('bareAnswer');

/** The handler's answer goes out as it is: for probes, which nobody reads as a client of the API. */
export const BareAnswer = () => SetMetadata(BARE_ANSWER, true);

/** Puts what a handler returns into the unified envelope, with the request's id. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.#reflector.get<boolean>(BARE_ANSWER, context.getHandler())) return next.handle();
    const { id } = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(map((data: unknown) => successEnvelope(data ?? null, id)));
  }
}
