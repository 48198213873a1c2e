/**
 * Lets clients look into and revoke access tokens, which are JWTs and kept nowhere: oidc-provider itself does neither
 * for those. A token that proves good is shown to it under a handle that lives as long as the request.
 */
import { randomUUID } from 'node:crypto';
import type { ManagementContext } from '@turnpike/management/management-context';
import { isAccessTokenRevoked, revokeAccessToken } from '@turnpike/management/oauth/revoke-access-token';
import type { JWTVerifyGetKey } from 'jose';
import type { Adapter } from 'oidc-provider';
import { type AccessTokenClaims, type TokenParties, verifyAccessToken } from './access-token.js';
import { NOWHERE } from './record-store.js';

/** Of no token. */
const NO_TOKEN = 'none';

export class IssuedTokens {
  readonly #context: ManagementContext;
  readonly #parties: TokenParties;
  readonly #keys: JWTVerifyGetKey;
  readonly #shown = new Map<string, AccessTokenClaims>();

  constructor(context: ManagementContext, parties: TokenParties, keys: JWTVerifyGetKey) {
    this.#context = context;
    this.#parties = parties;
    this.#keys = keys;
  }

  /** What to show in the place of a token: itself, unless it is a JWT. To be given back. */
  async show(token: string): Promise<string> {
    if (!token.includes('.')) return token;
    const claims = await verifyAccessToken(token, this.#parties, this.#keys);
    if (claims === null || (await isAccessTokenRevoked(this.#context, claims.jti))) return NO_TOKEN;
    const handle = randomUUID();
    this.#shown.set(handle, claims);
    return handle;
  }

  giveBack(handle: string): void {
    this.#shown.delete(handle);
  }

  /** Finds what is shown, if it is of that kind. */
  store(kind: 'AccessToken' | 'ClientCredentials'): Adapter {
    return {
      ...NOWHERE,
      find: (handle) => Promise.resolve(this.#payloadOf(kind, handle)),
      destroy: async (handle) => {
        const claims = this.#shown.get(handle);
        if (claims !== undefined) await revokeAccessToken(this.#context, claims);
      },
    };
  }

  #payloadOf(kind: 'AccessToken' | 'ClientCredentials', handle: string) {
    const claims = this.#shown.get(handle);
    if (claims === undefined || (claims.grant_id !== undefined) !== (kind === 'AccessToken')) return undefined;
    const { sub, jti: _, exp, iat, client_id: clientId, scope, grant_id: grantId } = claims;
    const common = { kind, jti: handle, exp, iat, clientId, aud: this.#parties.audience, ...(scope && { scope }) };
    return grantId === undefined ? common : { ...common, accountId: sub, grantId };
  }
}
