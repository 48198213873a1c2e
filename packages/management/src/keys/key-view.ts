import type { KeyView } from '@turnpike/contracts/management/keys';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A key as the API shows it: enough to recognise it by, nothing to use it with. */
export function keyView(row: Prisma.ApiKeyModel, now: Date): KeyView {
  const instant = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: publicId('key', row.id),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', row.applicationId),
    name: row.name,
    environment: row.environment,
    status: statusOf(row, now),
    start: row.start,
    last4: row.last4,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: instant(row.lastUsedAt),
    expiresAt: instant(row.expiresAt),
    disabledAt: instant(row.disabledAt),
    revokedAt: instant(row.revokedAt),
  };
}

function statusOf(row: Prisma.ApiKeyModel, now: Date): KeyView['status'] {
  if (row.revokedAt !== null) return 'revoked';
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  return row.disabledAt === null ? 'active' : 'disabled';
}
