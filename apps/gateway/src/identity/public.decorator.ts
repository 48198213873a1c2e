import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** Marks, for the guard, what needs no credential. Everything else is closed. */
export const PUBLIC = Symbol('public');

/** What Fastify is told about a public route; others have none of it. */
export interface PublicRouteConfig {
  public?: true;
}

/** Opens a route to callers without a credential. */
export const Public = () =>
  applyDecorators(SetMetadata(PUBLIC, true), RouteConfig({ public: true } satisfies PublicRouteConfig));
