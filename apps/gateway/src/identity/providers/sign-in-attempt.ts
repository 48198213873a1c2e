/**
 * One attempt to sign in by a provider, as the browser keeps it until it comes back: in a cookie that no script reads,
 * signed, for ten minutes. Whoever comes back without it began in another browser, and is not signed in here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { z } from 'zod';
import { IdentityProviderSchema, type IdentityProvider } from '@turnpike/contracts/management/identity-providers';
import { isSecureOrigin } from '@turnpike/contracts/session-cookie';

const AttemptSchema = z.object({
  provider: IdentityProviderSchema,
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** A path of the portal. */
  next: z.string(),
  /** Unix milliseconds. */
  begunAt: z.number().int(),
});

export type SignInAttempt = z.infer<typeof AttemptSchema>;

const LIFETIME_MS = 10 * 60_000;
const NAME = 'turnpike_provider_sign_in';

/** What the cookie is made and read with. */
export interface AttemptCookieOptions {
  portalUrl: string;
  /** The server's secret; a key for this one purpose is derived from it. */
  secret: Buffer;
}

export function beginAttempt(provider: IdentityProvider, next: string, nowMs: number): SignInAttempt {
  return {
    provider,
    state: randomState(),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
    next,
    begunAt: nowMs,
  };
}

/** A Set-Cookie value that keeps the attempt. */
export function attemptCookie(attempt: SignInAttempt, options: AttemptCookieOptions): string {
  const payload = Buffer.from(JSON.stringify(attempt)).toString('base64url');
  const value = `${payload}.${signatureOf(payload, options.secret).toString('base64url')}`;
  return serialize(options.portalUrl, value, LIFETIME_MS / 1000);
}

/** A Set-Cookie value that forgets the attempt. */
export function endedAttemptCookie(portalUrl: string): string {
  return serialize(portalUrl, '', 0);
}

/** The attempt the browser carries; null when there is none, it isn't of our making, or its time is over. */
export function readAttempt(
  cookieHeader: string | undefined,
  options: AttemptCookieOptions & { nowMs: number },
): SignInAttempt | null {
  const value = parseCookie(cookieHeader ?? '')[cookieName(options.portalUrl)] ?? '';
  const [payload = '', signature = ''] = value.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(payload, options.secret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const attempt = AttemptSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  const ageMs = options.nowMs - attempt.begunAt;
  return ageMs > LIFETIME_MS ? null : attempt;
}

function signatureOf(payload: string, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(`provider-sign-in:${payload}`).digest();
}

/** Over HTTPS no other host of the domain may plant one. */
function cookieName(portalUrl: string): string {
  return isSecureOrigin(portalUrl) ? `__Host-${NAME}` : NAME;
}

function serialize(portalUrl: string, value: string, maxAge: number): string {
  const secure = isSecureOrigin(portalUrl);
  // Lax: the way back from the provider is a navigation from another site.
  return stringifySetCookie({
    name: cookieName(portalUrl),
    value,
    maxAge,
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
  });
}
