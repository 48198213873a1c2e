import type { EncryptionKeyView } from '@turnpike/contracts/management/encryption-keys';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { SEALED_PLACES } from './sealed-places.js';

const COUNTS = SEALED_PLACES.map(
  ({ kind, table, secret, keyId }) =>
    `SELECT '${kind}' AS kind, ${keyId} AS "keyId", count(*)::int AS count FROM ${table}
     WHERE octet_length(${secret}) > 0 GROUP BY ${keyId}`,
).join(' UNION ALL ');

/**
 * The keys that secrets are encrypted with, the current one first, and how many secrets are under each; keys that this
 * process doesn't have, but something is under, come last. Platform admins only.
 */
export async function listEncryptionKeys(
  context: ManagementContext,
  actor: Actor,
): Promise<{ items: EncryptionKeyView[] }> {
  requirePermission(actor, 'platform:read');
  const { currentId, byId } = context.credentialKeys;
  const { rows } = await context.db.pool.query<{
    kind: (typeof SEALED_PLACES)[number]['kind'];
    keyId: string;
    count: number;
  }>(COUNTS);
  const ids = new Set([currentId, ...byId.keys(), ...rows.map(({ keyId }) => keyId)]);
  const items = [...ids].map((id): EncryptionKeyView => {
    const countOf = (kind: string) =>
      rows.reduce((sum, row) => (row.keyId === id && row.kind === kind ? sum + row.count : sum), 0);
    const counts = {
      providerCredentials: countOf('providerCredentials'),
      webhookSecrets: countOf('webhookSecrets'),
      callbackSecrets: countOf('callbackSecrets'),
      signingSecrets: countOf('signingSecrets'),
      oauthSigningKeys: countOf('oauthSigningKeys'),
    };
    const state = id === currentId ? 'current' : byId.has(id) ? 'retired' : 'unknown';
    const isEmpty = Object.values(counts).every((count) => count === 0);
    return { id, state, ...counts, mayBeDropped: state === 'retired' && isEmpty };
  });
  return { items };
}
