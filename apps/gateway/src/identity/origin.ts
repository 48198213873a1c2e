import { ApiError } from '@turnpike/errors/api-error';
import type { FastifyRequest } from 'fastify';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request changes something, as far as its method tells. */
export function isWrite(request: FastifyRequest): boolean {
  return !SAFE_METHODS.has(request.method);
}

/**
 * Where a browser says that a request comes from: `own` is the portal or this very host, `none` when no browser spoke
 * (every browser sends Origin on writes), `foreign` anything else. A forged Host can't help an attacker: Host is set by
 * the browser from the address it calls, and the cookie goes to that address only.
 */
export function requestOrigin(request: FastifyRequest, portalUrl: string): 'own' | 'foreign' | 'none' {
  const { origin, host } = request.headers;
  if (origin === undefined) return 'none';
  const url = URL.parse(origin);
  const portal = URL.parse(portalUrl);
  if (url === null || portal === null) return 'foreign';
  // A page over plain HTTP is anyone's on the network; where the portal has HTTPS it is not this host.
  const thisHost = url.host === host && url.protocol === portal.protocol;
  return url.origin === portal.origin || thisHost ? 'own' : 'foreign';
}

/**
 * Throws `forbidden` for a write without a session from a foreign page: it must not sign a visitor in as somebody else,
 * nor send mail in their name. Scripts send no Origin.
 */
export function refuseForeign(request: FastifyRequest, portalUrl: string): void {
  if (requestOrigin(request, portalUrl) === 'foreign') throw new ApiError('forbidden');
}
