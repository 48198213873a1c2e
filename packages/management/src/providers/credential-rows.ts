/** A provider's credentials as its rows hold them: sealed for that provider alone. */
import type { Prisma } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { type CredentialKeys, open, providerBinding, seal } from '../credentials/secret-box.js';

/** The name of the credential that a provider is given without one. */
const FIRST_NAME = 'default';

/** What a provider's view and its probes need beside its own row: the credentials, oldest first. */
export const WITH_CREDENTIALS = {
  credentials: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.ProviderInclude;

export type ProviderRow = Prisma.ProviderGetPayload<{ include: typeof WITH_CREDENTIALS }>;

/** The columns that keep a secret. */
export function sealedColumns(keys: CredentialKeys, providerId: string, credential: string) {
  const { ciphertext, keyId } = seal(keys, credential, providerBinding(providerId));
  return { ciphertext: new Uint8Array(ciphertext), keyId };
}

/** A provider's first credential, to be created with it or for it. */
export function firstCredential(keys: CredentialKeys, providerId: string, credential: string) {
  return { id: newId(), name: FIRST_NAME, ...sealedColumns(keys, providerId, credential) };
}

/** The secret in the clear; null when it can't be opened, as after its encryption key was lost. */
export function openedCredential(
  keys: CredentialKeys,
  row: Pick<Prisma.ProviderCredentialModel, 'providerId' | 'ciphertext' | 'keyId'>,
): string | null {
  try {
    return open(keys, row, providerBinding(row.providerId));
  } catch {
    return null;
  }
}
