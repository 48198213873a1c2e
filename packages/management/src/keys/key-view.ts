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
    status: keyStatus(row, now),
    purpose: row.purpose,
    start: row.start,
    last4: row.last4,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: instant(row.lastUsedAt),
    expiresAt: instant(row.expiresAt),
    disabledAt: instant(row.disabledAt),
    revokedAt: instant(row.revokedAt),
    rotatedFromId: row.rotatedFromId === null ? null : publicId('key', row.rotatedFromId),
    scopes: row.scopes,
    models: row.models,
    addresses: row.addresses,
  };
}

/** What a key is at that time: revoked before expired before disabled. {@link whereStatus} says the same to Prisma. */
export function keyStatus(row: Prisma.ApiKeyModel, now: Date): KeyView['status'] {
  if (row.revokedAt !== null) return 'revoked';
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  return row.disabledAt === null ? 'active' : 'disabled';
}

/** The keys that have that status at that time. */
export function whereStatus(status: KeyView['status'], now: Date): Prisma.ApiKeyWhereInput {
  if (status === 'revoked') return { revokedAt: { not: null } };
  if (status === 'expired') return { revokedAt: null, expiresAt: { lte: now } };
  const unexpired = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  return { ...unexpired, disabledAt: status === 'active' ? null : { not: null } };
}
