import type { ApplicationView } from '@turnpike/contracts/management/applications';
import type { Transaction } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import { tellKeyRevoked } from '../keys/key-event.js';
import type { ManagementContext } from '../management-context.js';
import { endSubscription } from '../subscriptions/cancel-subscription.use-case.js';
import { OPEN_STATUSES, WITH_NAMES } from '../subscriptions/subscription-view.js';
import { applicationView, NOTHING_OPEN } from './application-view.js';
import { lockApplication } from './lock-application.js';

/**
 * Ends an application for good: its keys are revoked and its subscriptions cancelled with it, each with an audit entry of
 * its own, and its calls are refused within a second. What it used stays on record. Archiving twice is once.
 */
export async function archiveApplication(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string; reason: string },
): Promise<ApplicationView> {
  const { applicationId, reason } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockApplication(tx, actor, { applicationId, permission: 'application:write' });
    if (found.archivedAt !== null) return applicationView(found, NOTHING_OPEN);
    const { tenantId } = found;
    requirePermission(actor, 'key:write', { tenantId });
    requirePermission(actor, 'subscription:request', { tenantId });
    const subscriptions = await endSubscriptions(tx, actor, { applicationId: found.id, reason, now });
    const keys = await revokeKeys(tx, actor, { applicationId: found.id, tenantId, reason, now });
    const row = await tx.application.update({ where: { id: found.id }, data: { archivedAt: now } });
    await raiseEpoch(tx, tenantId);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'application.archive',
      resourceKind: 'application',
      resourceId: row.id,
      detail: { name: row.name, reason, revoked: keys, cancelled: subscriptions },
    });
    return applicationView(row, NOTHING_OPEN);
  });
}

interface Ending {
  applicationId: string;
  reason: string;
  now: Date;
}

async function endSubscriptions(
  tx: Transaction,
  actor: Actor,
  { applicationId, reason, now }: Ending,
): Promise<number> {
  const where = { applicationId, status: { in: [...OPEN_STATUSES] } };
  await tx.$queryRaw`SELECT FROM subscriptions WHERE application_id = ${applicationId}::uuid ORDER BY id FOR UPDATE`;
  const open = await tx.subscription.findMany({ where, include: WITH_NAMES, orderBy: { id: 'asc' } });
  for (const found of open) await endSubscription(tx, actor, { found, reason, now });
  return open.length;
}

async function revokeKeys(
  tx: Transaction,
  actor: Actor,
  { applicationId, tenantId, reason, now }: Ending & { tenantId: string },
): Promise<number> {
  const revoked = await tx.apiKey.updateManyAndReturn({
    where: { applicationId, revokedAt: null },
    data: { revokedAt: now },
    omit: { hash: true },
  });
  const listed = revoked.filter(({ purpose }) => purpose === 'secret');
  for (const key of listed) {
    const { id, name, last4 } = key;
    await tellKeyRevoked(tx, key, reason);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'key.revoke',
      resourceKind: 'key',
      resourceId: id,
      detail: { name, last4, reason },
    });
  }
  return listed.length;
}
