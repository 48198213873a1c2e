import type { Database } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import type { CredentialKeys } from '@turnpike/management/credentials/secret-box';
import { loadSigner } from '@turnpike/management/snapshot/load-signer';
import { SIGNATURE_CREDENTIAL } from '@turnpike/pipeline/signature/arrived-signature';
import type { CredentialReader } from '../caller-cache.js';

/** Owners of signing secrets, found by the id that their signatures name. The corridor checks the signature itself. */
export function signatureReader(db: Database, keys: CredentialKeys): CredentialReader {
  const idOf = (credential: string) =>
    credential.startsWith(SIGNATURE_CREDENTIAL)
      ? parseId('signingSecret', credential.slice(SIGNATURE_CREDENTIAL.length))
      : null;
  return {
    recognises: (credential) => idOf(credential) !== null,
    async load(credential) {
      const id = idOf(credential);
      return id === null ? null : loadSigner(db, keys, id);
    },
    loadById: (id) => loadSigner(db, keys, id),
  };
}
