/** Our clients, as oidc-provider knows them. Read anew each time: a revoked one is gone at once. */
import type { ManagementContext } from '@turnpike/management/management-context';
import { parseId, publicId } from '@turnpike/domain/ids';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { NOWHERE } from './record-store.js';

interface ClientRow {
  id: string;
  name: string;
  kind: 'confidential' | 'public';
  grantTypes: string[];
  redirectUris: string[];
  scopes: string[];
  authMethod: 'client_secret_basic' | 'private_key_jwt' | 'none';
  secretHash: Buffer | null;
  previousSecretHash: Buffer | null;
  jwks: { keys: object[] } | null;
}

const FIND = `
  SELECT c.id, c.name, c.kind, c.grant_types AS "grantTypes", c.redirect_uris AS "redirectUris", c.scopes,
         c.auth_method AS "authMethod", c.secret_hash AS "secretHash", c.jwks,
         CASE WHEN c.previous_secret_until > now() THEN c.previous_secret_hash END AS "previousSecretHash"
  FROM oauth_clients c
  JOIN applications a ON a.id = c.application_id
  JOIN tenants t ON t.id = c.tenant_id
  WHERE c.id = $1 AND c.disabled_at IS NULL AND c.revoked_at IS NULL AND a.archived_at IS NULL AND t.status = 'active'`;

/** Metadata of ours that oidc-provider keeps with a client. */
export const ALLOWED_SCOPES = 'allowed_scopes';

/** Finds clients by their id; hashes stand in the place of secrets, one or two joined by a point. */
export function clientStore({ db }: Pick<ManagementContext, 'db'>): Adapter {
  return {
    ...NOWHERE,
    async find(clientId) {
      const id = parseId('oauthClient', clientId);
      if (id === null || clientId !== publicId('oauthClient', id)) return undefined;
      const { rows } = await db.pool.query<ClientRow>(FIND, [id]);
      return rows[0] === undefined ? undefined : metadataOf(clientId, rows[0]);
    },
  };
}

function metadataOf(clientId: string, row: ClientRow): AdapterPayload {
  const { secretHash, previousSecretHash, jwks } = row;
  const hashes = [secretHash, previousSecretHash].flatMap((hash) => hash?.toString('hex') ?? []);
  return {
    client_id: clientId,
    client_name: row.name,
    application_type: row.kind === 'public' ? 'native' : 'web',
    grant_types: row.grantTypes,
    response_types: row.grantTypes.includes('authorization_code') ? ['code'] : [],
    redirect_uris: row.redirectUris,
    token_endpoint_auth_method: row.authMethod,
    ...(hashes.length === 0 ? {} : { client_secret: hashes.join('.') }),
    ...(jwks === null ? {} : { jwks }),
    [ALLOWED_SCOPES]: row.scopes,
  };
}
