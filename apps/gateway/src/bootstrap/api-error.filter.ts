import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@turnpike/telemetry/logger';
import { renderError } from './render-error.js';
import { toApiError } from './to-api-error.js';

/** The one place where errors become answers. The cause of a fault of ours goes to the log with the request id, never out. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toApiError(thrown);
    if (error.status >= 500) {
      const { method, id: requestId, routeOptions } = request;
      this.#logger.error(
        { requestId, method, route: routeOptions?.url, code: error.code, err: error.cause ?? error },
        'request failed',
      );
    }
    if (reply.sent) return;
    renderError(error, request, reply);
  }
}
