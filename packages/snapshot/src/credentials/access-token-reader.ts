/** Access tokens of our own OAuth server: checked once, and kept with their caller until the tenant's epoch rises. */
import type { Database } from '@turnpike/db/client';
import { isUuid, parseId } from '@turnpike/domain/ids';
import { coversScope } from '@turnpike/domain/scopes';
import { loadTokenCaller, type TokenCaller, type TokenSubject } from '@turnpike/management/snapshot/load-token-caller';
import { type AccessTokenClaims, ownKeys, type TokenParties, verifyAccessToken } from '@turnpike/oauth/access-token';
import type { Caller } from '@turnpike/pipeline/caller';
import type { TokenReader } from './token-reader.js';

/** Reads tokens that say they are ours. */
export function accessTokenReader(db: Database, parties: TokenParties | null): TokenReader {
  const keys = ownKeys({ db });
  return {
    isOf: ({ iss }) => Promise.resolve(parties !== null && iss === parties.issuer),
    async load(credential) {
      const claims = parties === null ? null : await verifyAccessToken(credential, parties, keys);
      const subject = claims === null ? null : subjectOf(claims);
      const found = subject === null ? null : await loadTokenCaller(db, subject);
      return claims === null || found === null ? null : narrowed(found, claims);
    },
    async loadById(id) {
      const found =
        (await loadTokenCaller(db, { kind: 'client', id, jti: null })) ??
        (await loadTokenCaller(db, { kind: 'grant', id, jti: null }));
      return found?.caller ?? null;
    },
  };
}

function subjectOf({ grant_id: grantId, client_id: clientId, jti }: AccessTokenClaims): TokenSubject | null {
  if (grantId !== undefined) return isUuid(grantId) ? { kind: 'grant', id: grantId, jti } : null;
  const id = parseId('oauthClient', clientId);
  return id === null ? null : { kind: 'client', id, jti };
}

/** What the token says, as far as person and client still allow it. */
function narrowed({ caller, clientScopes }: TokenCaller, { scope = '', exp }: AccessTokenClaims): Caller {
  const allowed = caller.terms?.scopes ?? [];
  const scopes = scope.split(' ').filter((one) => coversScope(allowed, one) && coversScope(clientScopes, one));
  return {
    ...caller,
    keyExpiresAtMs: exp * 1_000,
    terms: caller.terms === null ? null : { ...caller.terms, scopes },
  };
}
