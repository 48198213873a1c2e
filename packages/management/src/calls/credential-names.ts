/** What a call's credential is, by the bare id that its event and its record carry, whatever kind it is of. */
import type { CallCredential } from '@turnpike/contracts/management/calls';
import type { Database } from '@turnpike/db/client';
import { type IdKind, publicId } from '@turnpike/domain/ids';

interface Row {
  id: string;
  kind: CallCredential['kind'];
  name: string;
}

const ID_KINDS: Readonly<Record<CallCredential['kind'], IdKind>> = {
  key: 'key',
  client_token: 'clientToken',
  oauth_client: 'oauthClient',
  oauth_grant: 'oauthGrant',
  signing_secret: 'signingSecret',
  token_issuer: 'tokenIssuer',
};

// Ids are unique over all of them. What a person let in goes by the name of the app.
const NAMES = `
  SELECT id, CASE purpose WHEN 'client' THEN 'client_token' ELSE 'key' END AS kind, name FROM api_keys WHERE id = ANY($1)
  UNION ALL SELECT id, 'oauth_client', name FROM oauth_clients WHERE id = ANY($1)
  UNION ALL SELECT g.id, 'oauth_grant', c.name FROM oauth_grants g JOIN oauth_clients c ON c.id = g.client_id WHERE g.id = ANY($1)
  UNION ALL SELECT id, 'signing_secret', name FROM signing_secrets WHERE id = ANY($1)
  UNION ALL SELECT id, 'token_issuer', name FROM token_issuers WHERE id = ANY($1)`;

/** Those of the ids that are known today; an event outlives what it refers to. */
export async function loadCredentials(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly string[],
): Promise<Map<string, CallCredential>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<Row>(NAMES, [[...new Set(ids)]]);
  return new Map(rows.map(({ id, kind, name }) => [id, { kind, id: publicId(ID_KINDS[kind], id), name }]));
}
