import type { ManagementKeyView } from '@turnpike/contracts/management/identity';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A management key as the API shows it. */
export function managementKeyView(row: Prisma.ManagementKeyModel): ManagementKeyView {
  const instant = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: publicId('managementKey', row.id),
    name: row.name,
    last4: row.last4,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: instant(row.lastUsedAt),
    expiresAt: instant(row.expiresAt),
    revokedAt: instant(row.revokedAt),
  };
}
