import type { LeakAlerts, LeakVerdicts } from '@turnpike/contracts/management/secret-scanning';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { parseKey } from '@turnpike/domain/key-format';
import type { SystemActor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';
import { membersAllowed, notifyUsers } from '../notices/notify.js';
import { tellKeyLeaked, tellKeyRevoked } from './key-event.js';
import { hashesOf } from './key-hash.js';

type Alert = LeakAlerts[number];

const REASON = 'The key was found in public.';

/**
 * Revokes keys that a scanner found in public, at once, and tells their organisations: a notice and a mail to everyone
 * who manages keys, and the event `key.leaked`. Says of each alert whether it was a key of ours; one that was told before
 * is, and nobody hears of it twice. Who may report is checked by whoever took the message.
 */
export async function reportLeakedKeys(
  context: ManagementContext,
  actor: SystemActor,
  alerts: LeakAlerts,
): Promise<LeakVerdicts> {
  const verdicts: LeakVerdicts = [];
  for (const alert of alerts) {
    const isOurs = await reportOne(context, actor, alert);
    verdicts.push({
      token_raw: alert.token,
      token_type: alert.type,
      label: isOurs ? 'true_positive' : 'false_positive',
    });
  }
  return verdicts;
}

async function reportOne(context: ManagementContext, actor: SystemActor, alert: Alert): Promise<boolean> {
  if (parseKey(alert.token) === null) return false;
  const hash = { in: hashesOf(context, alert.token) };
  const found = await context.db.prisma.apiKey.findFirst({ where: { hash }, select: { id: true } });
  if (found === null) return false;
  const { id } = found;
  const now = context.now();
  await inTransaction(context, async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
    if (count === 0) return;
    const key = await tx.apiKey.findUniqueOrThrow({ where: { id } });
    await raiseEpoch(tx, key.tenantId);
    await writeAudit(tx, actor, {
      tenantId: key.tenantId,
      action: 'key.revoke',
      resourceKind: 'key',
      resourceId: id,
      detail: {
        name: key.name,
        last4: key.last4,
        reason: REASON,
        url: alert.url ?? null,
        source: alert.source ?? null,
      },
    });
    await tellKeyRevoked(tx, key, REASON);
    await tellKeyLeaked(tx, key, alert.url ?? '');
    await tellOwners(tx, key, alert.url ?? '');
  });
  return true;
}

/** Everyone who manages the organisation's keys: the one who made it may have left. */
async function tellOwners(tx: Transaction, key: Prisma.ApiKeyModel, url: string): Promise<void> {
  const { tenantId, name, last4 } = key;
  const keyId = publicId('key', key.id);
  const [people, tenant] = await Promise.all([
    membersAllowed(tx, tenantId, 'key:write'),
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } }),
  ]);
  await notifyUsers(
    tx,
    people.map(({ userId }) => userId),
    { kind: 'key.leaked', tenantId, data: { name, last4, keyId, reason: url } },
  );
  for (const { email } of people) {
    await requestMail(tx, { template: 'key_leaked', to: email, tenant: tenant.name, name, last4, keyId, url });
  }
}
