import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';

/** A tenant made by the person who will own it. The slug comes from {@link createWithSlug} around the transaction. */
export async function createOwnedTenant(
  tx: Transaction,
  actor: Actor,
  wanted: { userId: string; name: string; slug: string; timeZone?: string },
): Promise<Prisma.TenantModel> {
  const { userId, name, slug, timeZone = 'UTC' } = wanted;
  const tenant = await tx.tenant.create({
    data: { id: newId(), slug, name, timeZone, memberships: { create: { userId, role: 'owner' } } },
  });
  await writeAudit(tx, actor, {
    tenantId: tenant.id,
    action: 'tenant.create',
    resourceKind: 'tenant',
    resourceId: tenant.id,
    detail: { slug, name, timeZone, owner: true },
  });
  return tenant;
}
