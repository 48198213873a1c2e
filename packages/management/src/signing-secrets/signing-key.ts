/** The secret part of a signing secret, as its row keeps it. */
import type { SignatureKey } from '@turnpike/signatures/signature-key';
import { publicKey, secretKey } from '@turnpike/signatures/signature-key';
import { type CredentialKeys, open } from '../credentials/secret-box.js';

/** What a sealed shared secret is bound to. */
export function signingBinding(id: string): string {
  return `signing-secret:${id}`;
}

/** What its signatures are verified with. Throws when the shared secret can't be opened. */
export function signatureKeyOf(
  keys: CredentialKeys,
  row: { id: string; ciphertext: Uint8Array | null; keyId: string | null; publicKey: Uint8Array | null },
): SignatureKey {
  const { id, ciphertext, keyId } = row;
  if (row.publicKey !== null) return publicKey(row.publicKey);
  if (ciphertext === null || keyId === null)
    throw new Error('the signing secret has neither a secret nor a public key');
  return secretKey(open(keys, { ciphertext, keyId }, signingBinding(id)));
}
