import type { AccessRule } from '@turnpike/contracts/access';
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { raiseEpoch } from '../changes/change.js';

/**
 * Has cached callers loaded anew where policies of calls changed: of one tenant (bare id), or of all for the platform's.
 * Policies of what members do are read for every request, and need no word.
 */
export async function announcePolicy(
  tx: Transaction,
  tenantId: string | null,
  rules: readonly (AccessRule | null)[],
): Promise<void> {
  if (!rules.some((rule) => rule?.realm === 'call')) return;
  if (tenantId !== null) return raiseEpoch(tx, tenantId);
  await raiseAllEpochs(tx);
}

/** What `raiseEpoch` does, for every tenant in four statements; rows locked in order, so that two of these don't cross. */
async function raiseAllEpochs(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT id FROM tenants ORDER BY id FOR NO KEY UPDATE`;
  const raised = await tx.$queryRaw<{ id: string; epoch: bigint }[]>`
    UPDATE tenants SET epoch = epoch + 1 RETURNING id, epoch`;
  const ids = raised.map(({ id }) => id);
  const epochs = raised.map(({ epoch }) => Number(epoch));
  await tx.$executeRaw`
    INSERT INTO change_log (kind, tenant_id, epoch)
    SELECT 'caller', id, epoch FROM unnest(${ids}::uuid[], ${epochs}::bigint[]) AS raised (id, epoch)`;
  await tx.outboxMessage.createMany({
    data: raised.map(({ id, epoch }) => ({
      id: newId(),
      topic: 'epoch.raised',
      payload: { tenantId: id, epoch: Number(epoch) },
    })),
  });
  await tx.$executeRaw`
    SELECT pg_notify(${CHANGE_CHANNEL}, json_build_object('kind', 'caller', 'tenantId', id, 'epoch', epoch)::text)
    FROM unnest(${ids}::uuid[], ${epochs}::bigint[]) AS raised (id, epoch)`;
  await tx.$executeRaw`SELECT pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify({ kind: 'outbox' })})`;
}
