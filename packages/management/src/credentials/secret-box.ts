/**
 * Credentials of vendors at rest: AES-256-GCM, a fresh nonce each, bound to the thing they belong to, so that a
 * ciphertext moved to another row does not open. A key has an id; old keys still open what they sealed.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export interface CredentialKeys {
  readonly currentId: string;
  /** 32-byte keys by id. */
  readonly byId: ReadonlyMap<string, Buffer>;
}

export interface SealedSecret {
  /** Format byte, 12 bytes of nonce, 16 of tag, then the ciphertext. */
  ciphertext: Buffer;
  keyId: string;
}

const FORMAT = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Keys from base64, the current one first. A key's id is the start of its SHA-256. Throws unless each has 32 bytes. */
export function createCredentialKeys(base64Keys: readonly [string, ...string[]]): CredentialKeys {
  const entries = base64Keys.map((text): [string, Buffer] => {
    const key = Buffer.from(text, 'base64');
    if (key.length !== KEY_BYTES)
      throw new Error(`a credential key needs ${KEY_BYTES} bytes in base64, not ${key.length}`);
    return [createHash('sha256').update(key).digest('hex').slice(0, 12), key];
  });
  return { currentId: (entries[0] as [string, Buffer])[0], byId: new Map(entries) };
}

/** Encrypts under the current key. `boundTo` names what the secret belongs to, such as `provider:<uuid>`. */
export function seal(keys: CredentialKeys, secret: string, boundTo: string): SealedSecret {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys, keys.currentId), nonce);
  cipher.setAAD(Buffer.from(boundTo, 'utf8'));
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return { ciphertext: Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]), keyId: keys.currentId };
}

/** Decrypts; throws when the key is unknown, or the ciphertext was altered or belongs to something else. */
export function open(keys: CredentialKeys, sealed: { ciphertext: Uint8Array; keyId: string }, boundTo: string): string {
  const { ciphertext } = sealed;
  if (ciphertext.length < HEADER_BYTES || ciphertext[0] !== FORMAT) throw new Error('not a sealed secret');
  const nonce = ciphertext.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys, sealed.keyId), nonce);
  decipher.setAAD(Buffer.from(boundTo, 'utf8'));
  decipher.setAuthTag(ciphertext.subarray(1 + NONCE_BYTES, HEADER_BYTES));
  return Buffer.concat([decipher.update(ciphertext.subarray(HEADER_BYTES)), decipher.final()]).toString('utf8');
}

/** What a provider's credential is bound to. */
export function providerBinding(providerId: string): string {
  return `provider:${providerId}`;
}

function keyOf(keys: CredentialKeys, id: string): Buffer {
  const key = keys.byId.get(id);
  if (key === undefined) throw new Error(`no credential key with the id ${id}`);
  return key;
}
