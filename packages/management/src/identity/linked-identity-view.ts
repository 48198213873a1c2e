import { IdentityProviderSchema, type LinkedIdentityView } from '@turnpike/contracts/management/identity-providers';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A linked account as its person sees it. */
export function linkedIdentityView(row: Prisma.UserIdentityModel): LinkedIdentityView {
  return {
    id: publicId('identity', row.id),
    provider: IdentityProviderSchema.parse(row.provider),
    email: row.email,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
