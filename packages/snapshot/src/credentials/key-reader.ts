import type { Database } from '@turnpike/db/client';
import { parseKey } from '@turnpike/domain/key-format';
import { hashesOf } from '@turnpike/management/keys/key-hash';
import { rehashKey } from '@turnpike/management/keys/rehash-key';
import { loadCallerById, loadCallerByKeyHash } from '@turnpike/management/snapshot/load-caller';
import type { CredentialReader } from '../caller-cache.js';

export interface KeyReaderOptions {
  db: Database;
  /** 32 bytes in base64 that key hashes are keyed with, and those that were before. */
  keyPepper: string;
  keyPeppersRetired: readonly string[];
  onError: (error: unknown, context: string) => void;
}

/**
 * API keys and client tokens. A mistyped one fails its checksum and is asked of nobody. Under a pepper of before, one is
 * found all the same, and kept under today's from then on.
 */
export function createKeyReader({ db, onError, ...options }: KeyReaderOptions): CredentialReader {
  const peppers = {
    keyPepper: Buffer.from(options.keyPepper, 'base64'),
    keyPeppersRetired: options.keyPeppersRetired.map((pepper) => Buffer.from(pepper, 'base64')),
  };
  return {
    recognises: (credential) => parseKey(credential) !== null,
    async load(credential) {
      const hashes = hashesOf(peppers, credential);
      const caller = await loadCallerByKeyHash(db, ...hashes);
      if (caller !== null && hashes.length > 1) {
        await rehashKey(db, { keyId: caller.keyId, hashes, pepper: peppers.keyPepper }).catch((error: unknown) =>
          onError(error, 'a key under a pepper of before'),
        );
      }
      return caller;
    },
    loadById: (id) => loadCallerById(db, id),
  };
}
