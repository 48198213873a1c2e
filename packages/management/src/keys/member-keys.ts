/** The keys a member made that still work. Keys belong to applications: they outlive a membership unless they are revoked. */
import type { Prisma, Transaction } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { raiseEpoch } from '../changes/change.js';
import { tellKeyRevoked } from './key-event.js';

/** Bare ids. */
export interface KeyMaker {
  tenantId: string;
  userId: string;
}

/** Client tokens are their key's: revoked with it. */
export function whereMadeBy({ tenantId, userId }: KeyMaker, now: Date): Prisma.ApiKeyWhereInput {
  const works = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  return { tenantId, createdBy: userId, purpose: 'secret', ...works };
}

/** Revokes them, each with an audit entry and word to the webhooks of its own; gives how many they were. */
export async function revokeKeysOf(
  tx: Transaction,
  actor: Actor,
  revocation: KeyMaker & { now: Date; reason: string },
): Promise<number> {
  const { tenantId, now, reason } = revocation;
  const rows = await tx.apiKey.updateManyAndReturn({
    where: whereMadeBy(revocation, now),
    data: { revokedAt: now },
  });
  for (const row of rows) {
    await tellKeyRevoked(tx, row, reason);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'key.revoke',
      resourceKind: 'key',
      resourceId: row.id,
      detail: { name: row.name, last4: row.last4, reason },
    });
  }
  if (rows.length > 0) await raiseEpoch(tx, tenantId);
  return rows.length;
}
