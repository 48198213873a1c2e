/** Access tokens of our own (RFC 9068): what they say, checked against keys from Postgres. */
import type { ManagementContext } from '@turnpike/management/management-context';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { loadPublicKeys } from './signing-keys.js';

/** Who issues tokens, and for whom: the portal's address, and the gateway's. */
export interface TokenParties {
  readonly issuer: string;
  readonly audience: string;
}

export interface AccessTokenClaims extends JWTPayload {
  sub: string;
  jti: string;
  exp: number;
  iat: number;
  client_id: string;
  /** Space-separated. */
  scope?: string;
  /** Of a token that a person allowed; a client's own has none. */
  grant_id?: string;
}

const ALGORITHMS = ['ES256'];
const REQUIRED = ['sub', 'jti', 'exp', 'iat', 'client_id'];

/** The claims of a token that is ours and good now; null for any other. Rejects when keys are needed and can't be read. */
export async function verifyAccessToken(
  token: string,
  { issuer, audience }: TokenParties,
  keys: JWTVerifyGetKey,
): Promise<AccessTokenClaims | null> {
  try {
    const options = { issuer, audience, typ: 'at+jwt', algorithms: ALGORITHMS, requiredClaims: REQUIRED };
    const { payload } = await jwtVerify<AccessTokenClaims>(token, keys, options);
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

const KEPT_MS = 60_000;
const ASKED_EVERY_MS = 1_000;

/**
 * Our public keys, read anew once a minute, and when a token names one that isn't known: a made-up name costs a query a
 * second at most. While Postgres is away what was read last is used.
 */
export function ownKeys(context: Pick<ManagementContext, 'db'>, nowMs: () => number = Date.now): JWTVerifyGetKey {
  let known: { kids: ReadonlySet<unknown>; find: JWTVerifyGetKey; readAtMs: number } | null = null;
  let reading: Promise<void> | null = null;
  let askedAtMs = 0;
  const read = async () => {
    const keys = await loadPublicKeys(context.db);
    known = { kids: new Set(keys.map(({ kid }) => kid)), find: createLocalJWKSet({ keys }), readAtMs: nowMs() };
  };
  return async (header, token) => {
    const age = known === null ? Infinity : nowMs() - known.readAtMs;
    if (age > KEPT_MS || (known?.kids.has(header.kid) === false && nowMs() - askedAtMs > ASKED_EVERY_MS)) {
      askedAtMs = nowMs();
      reading ??= read().finally(() => (reading = null));
      await reading.catch((error: unknown) => {
        if (known === null) throw error;
      });
    }
    if (known === null) throw new errors.JWKSNoMatchingKey();
    return known.find(header, token);
  };
}
