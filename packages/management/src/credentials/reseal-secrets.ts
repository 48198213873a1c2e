/**
 * Moves every secret at rest under the current encryption key, so that the ones before it can be dropped. A secret that
 * is changed meanwhile is left to its change: only what was read is replaced. May be run by several at once.
 */
import type pg from 'pg';
import { type CredentialKeys, open, seal } from './secret-box.js';
import { SEALED_PLACES, type SealedPlace } from './sealed-places.js';

interface SealedRow {
  id: string;
  owner: string;
  ciphertext: Uint8Array;
  keyId: string;
}

/** `failed` could not be opened although its key is here: it was altered, or belongs to something else. */
export interface Resealed {
  resealed: number;
  failed: number;
}

const BATCH = 100;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** In batches, until nothing is left under a key that this process has beside the current one. */
export async function resealSecrets(
  { pool, keys }: { pool: pg.Pool; keys: CredentialKeys },
  signal: AbortSignal,
): Promise<Resealed> {
  const total: Resealed = { resealed: 0, failed: 0 };
  const others = [...keys.byId.keys()].filter((id) => id !== keys.currentId);
  if (others.length === 0) return total;
  for (const place of SEALED_PLACES) {
    let after = FIRST_ID;
    let rows: SealedRow[];
    do {
      ({ rows } = await pool.query<SealedRow>(readBatch(place), [others, after]));
      const sealed = rows.flatMap((row) => resealed(keys, place, row));
      total.failed += rows.length - sealed.length;
      if (sealed.length > 0) total.resealed += await write(pool, place, { sealed, keyId: keys.currentId });
      after = rows.at(-1)?.id ?? after;
    } while (rows.length === BATCH && !signal.aborted);
  }
  return total;
}

function readBatch({ table, id, secret, keyId, owner }: SealedPlace): string {
  return `
    SELECT ${id} AS id, ${owner} AS owner, ${secret} AS ciphertext, ${keyId} AS "keyId" FROM ${table}
    WHERE ${keyId} = ANY($1::text[]) AND octet_length(${secret}) > 0 AND ${id} > $2::uuid
    ORDER BY ${id} LIMIT ${BATCH}`;
}

interface Replacement {
  id: string;
  was: Uint8Array;
  is: Uint8Array;
}

function resealed(keys: CredentialKeys, { bindingOf }: SealedPlace, row: SealedRow): Replacement[] {
  const boundTo = bindingOf(row.owner);
  try {
    return [{ id: row.id, was: row.ciphertext, is: seal(keys, open(keys, row, boundTo), boundTo).ciphertext }];
  } catch {
    return [];
  }
}

async function write(
  pool: pg.Pool,
  { table, id, secret, keyId, kind }: SealedPlace,
  change: { sealed: Replacement[]; keyId: string },
): Promise<number> {
  // A gateway that lacked the key before may open it now.
  const announced = kind === 'providerCredentials';
  const { rows } = await pool.query<{ count: number }>(
    `WITH written AS (
       UPDATE ${table} t SET ${secret} = n.is_now, ${keyId} = $4
       FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS n(id, was, is_now)
       WHERE t.${id} = n.id AND t.${secret} = n.was
       RETURNING t.${id}
     ), announced AS (
       INSERT INTO change_log (kind) SELECT 'catalogue' WHERE $5 AND EXISTS (SELECT FROM written)
     )
     SELECT count(*)::int AS count FROM written`,
    [
      change.sealed.map((row) => row.id),
      change.sealed.map(({ was }) => was),
      change.sealed.map(({ is }) => is),
      change.keyId,
      announced,
    ],
  );
  return rows[0]?.count ?? 0;
}
