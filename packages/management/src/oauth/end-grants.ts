/** The end of what people allowed clients, and word of it to those who cached it. */
import type { Transaction } from '@turnpike/db/client';
import { raiseEpoch } from '../changes/change.js';

/** Has every cached caller that a client speaks for loaded anew: its own tenant's, and those of people who let it in. */
export async function tellCallers(tx: Transaction, client: { id: string; tenantId: string }): Promise<void> {
  const grants = await tx.oAuthGrant.findMany({
    where: { clientId: client.id, revokedAt: null },
    select: { tenantId: true },
    distinct: ['tenantId'],
  });
  await raiseEpochs(tx, [client.tenantId, ...grants.map(({ tenantId }) => tenantId)]);
}

/** Which grants end. At least one of the fields is given. */
export interface EndingGrants {
  id?: string;
  clientId?: string;
  userId?: string;
  tenantId?: string;
}

/**
 * Ends grants for good, with their refresh tokens and codes; their access tokens are refused within a second. Gives how
 * many there were.
 */
export async function endGrants(tx: Transaction, which: EndingGrants, now: Date): Promise<number> {
  const where = { ...which, revokedAt: null };
  const grants = await tx.oAuthGrant.findMany({ where, select: { id: true, tenantId: true } });
  if (grants.length === 0) return 0;
  const ids = grants.map(({ id }) => id);
  await tx.oAuthGrant.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now } });
  await tx.oAuthRecord.deleteMany({ where: { grantId: { in: ids } } });
  await raiseEpochs(
    tx,
    grants.map(({ tenantId }) => tenantId),
  );
  return grants.length;
}

/** In one order for everyone, so that two changes at once don't wait for each other. */
async function raiseEpochs(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
  for (const tenantId of [...new Set(tenantIds)].sort()) await raiseEpoch(tx, tenantId);
}
