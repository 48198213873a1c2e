import { providerBinding, seal, type CredentialKeys } from '../credentials/secret-box.js';

/** A provider's credential as its row holds it: sealed for this provider alone, or nothing. */
export function credentialData(keys: CredentialKeys, providerId: string, credential: string | null) {
  if (credential === null) return { credentialCiphertext: null, credentialKeyId: null };
  const { ciphertext, keyId } = seal(keys, credential, providerBinding(providerId));
  return { credentialCiphertext: new Uint8Array(ciphertext), credentialKeyId: keyId };
}
