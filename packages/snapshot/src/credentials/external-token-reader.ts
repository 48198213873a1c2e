/**
 * JWTs of tenants' own identity providers. Issuer and audience must be trusted by a tenant; its mapping says for which
 * application a token speaks. Where several tenants trust the same issuer for the same audience, a claim that one of them
 * maps decides, then a default; what two of them could mean is refused.
 */
import { ScopeSchema } from '@turnpike/contracts/access';
import type { Database } from '@turnpike/db/client';
import {
  loadIssuerCaller,
  loadIssuerCallerById,
  loadIssuerNames,
  loadTrustedIssuers,
  type TrustedIssuer,
} from '@turnpike/management/snapshot/load-issuer-caller';
import type { Caller } from '@turnpike/pipeline/caller';
import { decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { TokenReader } from './token-reader.js';

/** Signatures that only the issuer can make; what anyone with a public key could make, and none at all, are refused. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const LEEWAY_SECONDS = 60;
const NAMES_KEPT_MS = 1_000;
const MAX_USER_LENGTH = 256;

/** Finds the key of a token of an issuer. */
export type KeysOf = (issuer: string) => JWTVerifyGetKey;

/** Reads tokens of issuers that somebody trusts. */
export function externalTokenReader(db: Database, keysOf: KeysOf | null): TokenReader {
  const isTrusted = trustedNames(db);
  return {
    isOf: async ({ iss }) => keysOf !== null && iss !== undefined && isTrusted(iss),
    load: (credential) => (keysOf === null ? Promise.resolve(null) : loadCaller(db, keysOf, credential)),
    loadById: (id) => loadIssuerCallerById(db, id),
  };
}

/** Names are read at most once a second, however many are made up. */
function trustedNames(db: Database): (issuer: string) => Promise<boolean> {
  let known: { names: Promise<ReadonlySet<string>>; atMs: number } | null = null;
  return async (issuer) => {
    if (known === null || Date.now() - known.atMs > NAMES_KEPT_MS) {
      const names = loadIssuerNames(db).then((list) => new Set(list));
      known = { names, atMs: Date.now() };
      names.catch(() => (known = null));
    }
    return (await known.names).has(issuer);
  };
}

async function loadCaller(db: Database, keysOf: KeysOf, credential: string): Promise<Caller | null> {
  const { iss: issuer = '', aud } = decodeJwt(credential);
  const trusted = await loadTrustedIssuers(db, { issuer, audiences: [aud ?? []].flat() });
  if (trusted.length === 0) return null;
  const claims = await verify(credential, issuer, keysOf(issuer));
  const speaks = claims === null ? null : whoseCall(trusted, claims);
  if (claims === null || speaks === null) return null;
  const { issuer: trust, applicationId } = speaks;
  const caller = await loadIssuerCaller(db, { issuerId: trust.id, applicationId });
  if (caller?.terms == null) return null;
  const scopes = trust.scopeClaim === null ? null : scopesOf(claims[trust.scopeClaim]);
  return {
    ...caller,
    keyExpiresAtMs: ((claims.exp ?? 0) + LEEWAY_SECONDS) * 1_000,
    terms: { ...caller.terms, endUser: userOf(claims[trust.userClaim]), scopes },
  };
}

async function verify(credential: string, issuer: string, key: JWTVerifyGetKey): Promise<JWTPayload | null> {
  try {
    const options = { issuer, algorithms: ALGORITHMS, clockTolerance: LEEWAY_SECONDS, requiredClaims: ['exp'] };
    const { payload } = await jwtVerify(credential, key, options);
    const isFromTheFuture = (payload.iat ?? 0) > Date.now() / 1_000 + LEEWAY_SECONDS;
    return isFromTheFuture ? null : payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}

/** The one tenant's application that the claims are mapped to; null when none is, or two are. */
export function whoseCall(
  trusted: readonly TrustedIssuer[],
  claims: JWTPayload,
): { issuer: TrustedIssuer; applicationId: string } | null {
  const named = trusted.flatMap((issuer) => {
    const value = issuer.applicationClaim === null ? undefined : claims[issuer.applicationClaim];
    const applicationId = typeof value === 'string' ? own(issuer.applications, value) : undefined;
    return applicationId === undefined ? [] : [{ issuer, applicationId }];
  });
  const others = trusted.flatMap((issuer) =>
    issuer.defaultApplicationId === null ? [] : [{ issuer, applicationId: issuer.defaultApplicationId }],
  );
  const [only, ...more] = named.length > 0 ? named : others;
  return only === undefined || more.length > 0 ? null : only;
}

function own(map: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function userOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text.slice(0, MAX_USER_LENGTH) : null;
}

/** A list, or words between spaces; what is no scope of ours is left out, and no claim is no scope. */
function scopesOf(value: unknown): string[] {
  const words: unknown[] = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return words.flatMap((word) => ScopeSchema.safeParse(word).data ?? []);
}
