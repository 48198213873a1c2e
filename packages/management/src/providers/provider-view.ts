import type { ProviderView } from '@turnpike/contracts/management/providers';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A provider as the API shows it: whether there is a credential, never which. */
export function providerView(row: Prisma.ProviderModel): ProviderView {
  return {
    id: publicId('provider', row.id),
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    baseUrl: row.baseUrl,
    hasCredential: row.credentialCiphertext !== null,
    servesTestKeys: row.servesTestKeys,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
  };
}
