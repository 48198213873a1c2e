/** Callers behind access tokens of our own, for the request path: a client for itself, or in the name of a person. */
import type { Database } from '@turnpike/db/client';
import { recordId } from '../oauth/record-id.js';
import { isTokenRevokedSql } from '../oauth/revoke-access-token.js';
import { ACCOUNT_COLUMNS, accountOf, type CallerRow, limitsOf, listOrNull } from './load-caller.js';

/** A client's own calls: in its application, with its scopes. */
const CLIENT = `
  SELECT c.id AS "keyId", c.environment, c.scopes, c.scopes AS "clientScopes", NULL::uuid AS "userId",
         c.addresses AS "clientAddresses", c.limits AS "clientLimits",
         CASE WHEN c.revoked_at IS NOT NULL OR a.archived_at IS NOT NULL
                OR NOT 'client_credentials' = ANY(c.grant_types) OR ${isTokenRevokedSql('$2')} THEN 'revoked'
              WHEN c.disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS "keyState", ${ACCOUNT_COLUMNS}
  FROM oauth_clients c
  JOIN applications a ON a.id = c.application_id
  JOIN tenants t ON t.id = c.tenant_id
  WHERE c.id = $1`;

/** Calls that a person let a client make: in the application that the person chose. */
const GRANT = `
  SELECT g.id AS "keyId", c.environment, g.scopes, c.scopes AS "clientScopes", g.user_id AS "userId",
         c.addresses AS "clientAddresses", c.limits AS "clientLimits",
         CASE WHEN g.revoked_at IS NOT NULL OR c.revoked_at IS NOT NULL OR a.archived_at IS NOT NULL
                OR u.id IS NULL OR u.disabled_at IS NOT NULL OR m.user_id IS NULL OR ${isTokenRevokedSql('$2')}
              THEN 'revoked' WHEN c.disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS "keyState",
         ${ACCOUNT_COLUMNS}
  FROM oauth_grants g
  JOIN oauth_clients c ON c.id = g.client_id
  JOIN applications a ON a.id = g.application_id
  JOIN tenants t ON t.id = g.tenant_id
  LEFT JOIN users u ON u.id = g.user_id
  LEFT JOIN memberships m ON m.tenant_id = g.tenant_id AND m.user_id = g.user_id
  WHERE g.id = $1`;

type Row = Parameters<typeof accountOf>[0] &
  Pick<CallerRow, 'keyId' | 'environment' | 'keyState'> & {
    scopes: string[];
    clientScopes: string[];
    userId: string | null;
    clientAddresses: string[];
    clientLimits: unknown;
  };

/** What a look-up finds: the caller with all that it may do, and the most that its client may. */
export interface TokenCaller {
  caller: CallerRow;
  clientScopes: readonly string[];
}

/** Of which a token speaks: `grant` where a person allowed it. */
export interface TokenSubject {
  kind: 'client' | 'grant';
  id: string;
  /** Null for what is done in its name later. */
  jti: string | null;
}

/** The caller behind a token's claims, which were checked; null when client or grant are gone. */
export async function loadTokenCaller(db: Database, { kind, id, jti }: TokenSubject): Promise<TokenCaller | null> {
  const { rows } = await db.pool.query<Row>(kind === 'client' ? CLIENT : GRANT, [
    id,
    jti === null ? '' : recordId(jti),
  ]);
  const [row] = rows;
  if (row === undefined) return null;
  const { scopes, clientScopes, userId, clientAddresses, clientLimits, ...rest } = row;
  const terms: CallerRow['terms'] = {
    kind: 'access_token',
    scopes,
    models: null,
    addresses: listOrNull(clientAddresses),
    limits: limitsOf(clientLimits),
    endUser: null,
    userId,
  };
  return { caller: { ...accountOf(rest), keyExpiresAtMs: null, terms }, clientScopes };
}
