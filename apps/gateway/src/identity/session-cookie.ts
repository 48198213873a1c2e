import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import { isSecureOrigin, sessionCookieName } from '@turnpike/contracts/session-cookie';

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
    secure: isSecureOrigin(portalUrl),
  });
}
