import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

/** Marks, for the guard, what needs no credential. Everything else is closed. */
export const PUBLIC = Symbol('public');

/** What Fastify is told about a public route; others have none of it. */
export interface PublicRouteConfig {
  public?: true;
  /** The largest body anyone may send, where the usual few kilobytes don't do. */
  bodyLimitBytes?: number;
  /** The body is handed on as its bytes came, for a signature to be checked; nothing is parsed. */
  rawBody?: true;
}

/** Opens a route to callers without a credential. */
export const Public = (config: Omit<PublicRouteConfig, 'public'> = {}) =>
  applyDecorators(SetMetadata(PUBLIC, true), RouteConfig({ public: true, ...config } satisfies PublicRouteConfig));
