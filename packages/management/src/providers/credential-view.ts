import type { CredentialView } from '@turnpike/contracts/management/provider-credentials';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { CredentialKeys } from '../credentials/secret-box.js';
import { openedCredential } from './credential-rows.js';

/** A secret shorter than this is shown nothing of. */
const HINTED_LENGTH = 24;
const HINT_LENGTH = 4;

/** A credential as the API shows it: never the secret, of a long key its end. */
export function credentialView(keys: CredentialKeys, row: Prisma.ProviderCredentialModel): CredentialView {
  const secret = openedCredential(keys, row);
  return {
    id: publicId('credential', row.id),
    name: row.name,
    hint: secret === null ? null : hintOf(secret),
    status: row.status,
    keyId: row.keyId,
    canBeOpened: secret !== null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A JSON object ends in a brace whatever it holds: that would be no hint. */
function hintOf(secret: string): string | null {
  return secret.length < HINTED_LENGTH || secret.startsWith('{') ? null : secret.slice(-HINT_LENGTH);
}
