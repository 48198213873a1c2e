import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import type { IdentifiedRequest } from './authenticator.js';

/** Who calls. On a public route there is none, which is a fault of ours. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (actor === undefined)
    throw new ApiError('internal_error', { cause: new Error('a public route asked for its actor') });
  return actor;
});
