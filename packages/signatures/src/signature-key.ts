/** What requests are signed with: a shared secret, or an Ed25519 pair of which the verifier has the public half. */
import {
  createHmac,
  createPublicKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';

export type SignatureAlgorithm = 'hmac-sha256' | 'ed25519';

export interface SignatureKey {
  readonly algorithm: SignatureAlgorithm;
  readonly key: KeyObject;
}

/** A shared secret: its bytes are those of the text as it was shown, in UTF-8. */
export function secretKey(secret: string | Buffer): SignatureKey {
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret;
  return { algorithm: 'hmac-sha256', key: createSecretKey(bytes) };
}

/** A public key from its SPKI: DER bytes as they are stored. Throws for any other kind. */
export function publicKey(spki: Uint8Array): SignatureKey {
  return ed25519(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }));
}

/** SPKI bytes of an Ed25519 public key that a person gave as PEM or as a JWK; null for anything else. */
export function readPublicKey(text: string): Buffer | null {
  const trimmed = text.trim();
  // A private key would be taken for its public half: whoever pasted one must hear of it.
  if (/PRIVATE KEY/.test(trimmed)) return null;
  try {
    const { key } = ed25519(trimmed.startsWith('{') ? fromJwk(trimmed) : createPublicKey(trimmed));
    return key.export({ format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function fromJwk(text: string): KeyObject {
  const jwk = JSON.parse(text) as JsonWebKey;
  if (jwk.d !== undefined) throw new Error('a private key');
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function ed25519(key: KeyObject): SignatureKey {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return { algorithm: 'ed25519', key };
}

/** Takes 32 bytes for a shared secret, 64 for Ed25519; in constant time for a secret. */
export function isSignedBy({ algorithm, key }: SignatureKey, base: Buffer, signature: Buffer): boolean {
  if (algorithm === 'ed25519') return verify(null, base, key, signature);
  const expected = createHmac('sha256', key).update(base).digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** Signs; of a pair `key` is the private half. */
export function signWith({ algorithm, key }: SignatureKey, base: Buffer): Buffer {
  return algorithm === 'ed25519' ? sign(null, base, key) : createHmac('sha256', key).update(base).digest();
}
