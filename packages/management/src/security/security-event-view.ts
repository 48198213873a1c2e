import {
  SECURITY_EVENT_KINDS,
  SecurityEventViewSchema,
  type SecurityEventView,
} from '@turnpike/contracts/management/security';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { keyStatus } from '../keys/key-view.js';

/** A kind that a newer version writes is nothing this one can show. */
export const KNOWN_KINDS: readonly string[] = SECURITY_EVENT_KINDS;

type Row = Prisma.SecurityEventModel;
type Readers = Pick<Transaction, 'apiKey' | 'application' | 'tenant' | 'user'>;

/**
 * Events as the API shows them, with the names of what they are about, in four queries at most. Names are looked up
 * within each event's own tenant.
 */
export async function securityEventViews(db: Readers, rows: readonly Row[], now: Date): Promise<SecurityEventView[]> {
  const idsOf = (read: (row: Row) => string | null) => [...new Set(rows.map(read).filter((id) => id !== null))];
  const [keys, applications, tenants, users] = await Promise.all([
    db.apiKey.findMany({ where: { id: { in: idsOf(({ keyId }) => keyId) } } }),
    db.application.findMany({
      where: { id: { in: idsOf(({ applicationId }) => applicationId) } },
      select: { id: true, tenantId: true, name: true },
    }),
    db.tenant.findMany({ where: { id: { in: idsOf(({ tenantId }) => tenantId) } }, select: { id: true, name: true } }),
    db.user.findMany({
      where: { id: { in: idsOf(({ acknowledgedBy }) => acknowledgedBy) } },
      select: { id: true, name: true, email: true },
    }),
  ]);
  return rows.map((row) => {
    const key = keys.find(({ id, tenantId }) => id === row.keyId && tenantId === row.tenantId);
    const application = applications.find(({ id, tenantId }) => id === row.applicationId && tenantId === row.tenantId);
    const user = users.find(({ id }) => id === row.acknowledgedBy);
    return SecurityEventViewSchema.parse({
      id: publicId('securityEvent', row.id),
      tenantId: publicId('tenant', row.tenantId),
      tenantName: tenants.find(({ id }) => id === row.tenantId)?.name,
      kind: row.kind,
      evidence: row.evidence,
      application: application ? { id: publicId('application', application.id), name: application.name } : null,
      key: key ? keyOf(key, now) : null,
      createdAt: row.createdAt.toISOString(),
      acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
      acknowledgedBy: user === undefined ? null : user.name || user.email,
    });
  });
}

function keyOf(row: Prisma.ApiKeyModel, now: Date): NonNullable<SecurityEventView['key']> {
  return { id: publicId('key', row.id), name: row.name, last4: row.last4, status: keyStatus(row, now) };
}
