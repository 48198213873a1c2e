import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';

const NAME = 'turnpike_session';
/** Browsers accept a cookie of this prefix only over HTTPS, for the whole host, from the host itself. */
const SECURE_NAME = `__Host-${NAME}`;

/** How the portal and the gateway name the session's cookie: by the scheme under which browsers reach the portal. */
export function sessionCookieName(portalUrl: string): string {
  return isSecure(portalUrl) ? SECURE_NAME : NAME;
}

/** The session token a request carries, or null. */
export function readSessionToken(request: FastifyRequest, portalUrl: string): string | null {
  const header = request.headers.cookie;
  if (header === undefined) return null;
  return parseCookie(header)[sessionCookieName(portalUrl)] ?? null;
}

/** A Set-Cookie value that hands a session token to the browser until it expires. */
export function sessionCookie(portalUrl: string, token: string, expires: Date): string {
  return serialize(portalUrl, token, expires);
}

/** A Set-Cookie value that takes the session from the browser. */
export function expiredSessionCookie(portalUrl: string): string {
  return serialize(portalUrl, '', new Date(0));
}

function serialize(portalUrl: string, value: string, expires: Date): string {
  const name = sessionCookieName(portalUrl);
  return stringifySetCookie({
    name,
    value,
    expires,
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(portalUrl),
  });
}

function isSecure(portalUrl: string): boolean {
  return portalUrl.startsWith('https:');
}
