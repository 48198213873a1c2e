/**
 * Keys that access tokens are signed with: ES256, sealed in Postgres, the same for every process. A new one is published
 * a while before it signs, and an old one until its last token has expired, so whoever keeps the key set for that long
 * never meets a token it can't check.
 */
import { open, seal } from '@turnpike/management/credentials/secret-box';
import { signingKeyBinding } from '@turnpike/management/oauth/signing-key-binding';
import type { ManagementContext } from '@turnpike/management/management-context';
import { newId } from '@turnpike/domain/ids';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { ACCESS_TOKEN_SECONDS } from './lifetimes.js';

const ALGORITHM = 'ES256';
const ROTATE_AFTER_MS = 30 * 86_400_000;
/** How long a new key is published before it signs: those who check tokens keep a key set for no longer. */
export const PUBLISHED_BEFORE_MS = 3_600_000;
/** How long a key is published after another took its place. */
const PUBLISHED_AFTER_MS = (ACCESS_TOKEN_SECONDS + 600) * 1_000;

/** Where keys are kept, and what they are sealed with. */
export interface SigningKeyStore {
  pool: ManagementContext['db']['pool'];
  credentialKeys: ManagementContext['credentialKeys'];
  now: () => Date;
}

/** One process at a time makes or retires keys, whichever of gateways and workers it is. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('oauth_signing_keys'))`;

interface KeyRow {
  id: string;
  publicJwk: JWK;
  ciphertext: Uint8Array;
  keyId: string;
  activeFrom: Date;
}

const KEYS = `
  SELECT id, public_jwk AS "publicJwk", ciphertext, key_id AS "keyId", active_from AS "activeFrom"
  FROM oauth_signing_keys ORDER BY active_from DESC, id DESC`;

/** What signs now, with its private half; made when there is none at all. */
export async function loadSigningKey(store: SigningKeyStore): Promise<JWK> {
  let rows = await readKeys(store);
  if (rows.length === 0) {
    await rotateSigningKeys(store);
    rows = await readKeys(store);
  }
  const now = store.now();
  // Before the very first is due there is nothing better.
  const row = rows.find(({ activeFrom }) => activeFrom <= now) ?? rows.at(-1);
  if (row === undefined) throw new Error('there is no key to sign tokens with');
  return JSON.parse(open(store.credentialKeys, row, signingKeyBinding(row.id))) as JWK;
}

/** The public halves of all that sign, will sign, or signed what is still good: newest first. */
export async function loadPublicKeys(store: Pick<SigningKeyStore, 'pool'>): Promise<JWK[]> {
  const { rows } = await store.pool.query<KeyRow>(KEYS);
  return rows.map(({ publicJwk }) => publicJwk);
}

async function readKeys({ pool }: SigningKeyStore): Promise<KeyRow[]> {
  const { rows } = await pool.query<KeyRow>(KEYS);
  return rows;
}

/** Makes the next key when the newest is old, or none is there, and retires those whose last token has expired. */
export async function rotateSigningKeys(store: SigningKeyStore): Promise<void> {
  const client = await store.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(LOCK);
    const { rows } = await client.query<KeyRow>(KEYS);
    const now = store.now().getTime();
    const newest = rows[0];
    if (newest === undefined || newest.activeFrom.getTime() + ROTATE_AFTER_MS <= now) {
      const activeFrom = new Date(newest === undefined ? now : now + PUBLISHED_BEFORE_MS);
      await client.query(
        `INSERT INTO oauth_signing_keys (id, public_jwk, ciphertext, key_id, active_from) VALUES ($1, $2, $3, $4, $5)`,
        await newKey(store, activeFrom),
      );
    }
    const [, ...replaced] = rows.filter(({ activeFrom }) => activeFrom.getTime() + PUBLISHED_AFTER_MS <= now);
    await client.query('DELETE FROM oauth_signing_keys WHERE id = ANY($1::uuid[])', [replaced.map(({ id }) => id)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function newKey({ credentialKeys }: SigningKeyStore, activeFrom: Date): Promise<unknown[]> {
  const id = newId();
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const facts = { kid: id, alg: ALGORITHM, use: 'sig' };
  const secret = JSON.stringify({ ...(await exportJWK(privateKey)), ...facts });
  const { ciphertext, keyId } = seal(credentialKeys, secret, signingKeyBinding(id));
  return [id, JSON.stringify({ ...(await exportJWK(publicKey)), ...facts }), ciphertext, keyId, activeFrom];
}
