import type { Transaction } from '@turnpike/db/client';
import { raiseEpoch } from '../changes/change.js';

/** Ends every playground credential a person has in a tenant, as they leave it. Ids are bare. */
export async function revokePlaygroundKeys(
  tx: Transaction,
  whose: { tenantId: string; userId: string },
): Promise<void> {
  const { tenantId, userId } = whose;
  const { count } = await tx.apiKey.updateMany({
    where: { tenantId, createdBy: userId, purpose: 'playground', revokedAt: null },
    data: { revokedAt: new Date() },
  });
  if (count > 0) await raiseEpoch(tx, tenantId);
}
