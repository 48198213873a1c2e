import type { Database } from '@turnpike/db/client';
import { HASH_VERSION, pepperId } from './key-hash.js';

interface PresentedKey {
  /** Bare id. */
  keyId: string;
  /** Of `hashesOf`: under today's pepper first. */
  hashes: readonly Uint8Array[];
  pepper: Buffer;
}

/**
 * Keeps a key that was presented under today's pepper, where it was kept under one of before; of one that is there
 * already, writes down under which. The row is the same key, so nobody need hear of it.
 */
export async function rehashKey(db: Database, { keyId, hashes, pepper }: PresentedKey): Promise<void> {
  await db.pool.query(
    `UPDATE api_keys SET hash = $2, hash_version = $3, pepper_id = $4
     WHERE id = $1 AND pepper_id IS DISTINCT FROM $4 AND hash = ANY($5::bytea[])`,
    [keyId, hashes[0], HASH_VERSION, pepperId(pepper), hashes],
  );
}
