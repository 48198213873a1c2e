import type { Database } from '@turnpike/db/client';
import type { CredentialKeys } from '../credentials/secret-box.js';
import { signatureKeyOf } from '../signing-secrets/signing-key.js';
import { ACCOUNT_COLUMNS, accountOf, type AccountRow, type CallerRow, listOrNull } from './load-caller.js';

const SIGNER = `
  SELECT s.id AS "keyId", s.environment,
         CASE WHEN s.revoked_at IS NOT NULL OR a.archived_at IS NOT NULL THEN 'revoked'
              WHEN s.disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS "keyState",
         (extract(epoch FROM s.expires_at) * 1000)::float8 AS "keyExpiresAtMs",
         s.ciphertext, s.key_id AS "sealedWith", s.public_key AS "publicKey", s.addresses AS "keyAddresses",
         ${ACCOUNT_COLUMNS}
  FROM signing_secrets s
  JOIN applications a ON a.id = s.application_id
  JOIN tenants t ON t.id = s.tenant_id
  WHERE s.id = $1`;

type StoredSigner = Parameters<typeof accountOf>[0] &
  Omit<CallerRow, keyof AccountRow | 'terms'> & {
    ciphertext: Uint8Array | null;
    sealedWith: string | null;
    publicKey: Uint8Array | null;
    keyAddresses: string[];
  };

/** The caller of a signing secret by its bare id, with what verifies its signatures; null when there is none. */
export async function loadSigner(db: Database, keys: CredentialKeys, id: string): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<StoredSigner>(SIGNER, [id]);
  const [row] = rows;
  if (row === undefined) return null;
  const { ciphertext, sealedWith, publicKey, keyAddresses, ...rest } = row;
  const signatureKey = signatureKeyOf(keys, { id: row.keyId, ciphertext, keyId: sealedWith, publicKey });
  const none = { scopes: null, models: null, limits: [], endUser: null, userId: null };
  const terms = { ...none, kind: 'signature' as const, addresses: listOrNull(keyAddresses), signatureKey };
  return { ...accountOf(rest), terms };
}
