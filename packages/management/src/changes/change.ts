/**
 * A change of the control plane is one transaction: the rows, the audit entry, and word to whoever must notice. Nobody
 * hears of a change that was rolled back, and no change goes unheard.
 */
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import type { Mail } from '@turnpike/contracts/mail';
import type { OccurredEvent } from '@turnpike/contracts/webhook-event';
import type { Transaction } from '@turnpike/db/client';
import { isRetryableConflict } from '@turnpike/db/errors';
import { newId } from '@turnpike/domain/ids';
import type { ManagementContext } from '../management-context.js';

/** What is written to the outbox, by topic: effects in another system, relayed at least once by the row's id. */
export interface OutboxPayloads {
  /** A tenant's cached callers are out of date; Redis must know the new epoch. */
  'epoch.raised': { tenantId: string; epoch: number };
  /** A tenant's posted balance changed; Redis must be told the newest version. */
  'balance.posted': { tenantId: string };
  /** What these quotas and budgets of a tenant have counted was added up anew; Redis must be told. */
  'quotas.counted': { tenantId: string; scopes: string[] };
  /** A mail to send. */
  'mail.requested': Mail;
  /** Something that webhooks may tell of. */
  'event.occurred': OccurredEvent;
  /** A job waits; the queue wakes a worker for it. */
  'job.queued': { jobId: string };
}

const ATTEMPTS = 3;

/** Runs the work in a transaction, again when it only lost a race (deadlock or serialization failure). */
export async function inTransaction<T>(
  context: Pick<ManagementContext, 'db'>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.db.prisma.$transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isRetryableConflict(error)) throw error;
    }
  }
}

/** Raises the tenant's epoch: every cached caller of it is loaded anew before its next call is admitted. */
export async function raiseEpoch(tx: Transaction, tenantId: string): Promise<void> {
  const tenant = await tx.tenant.update({
    where: { id: tenantId },
    data: { epoch: { increment: 1 } },
    select: { epoch: true },
  });
  const epoch = Number(tenant.epoch);
  await tx.$executeRaw`INSERT INTO change_log (kind, tenant_id, epoch) VALUES ('caller', ${tenantId}::uuid, ${epoch})`;
  await tx.$executeRaw`SELECT pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify({ kind: 'caller', tenantId, epoch })})`;
  await enqueue(tx, 'epoch.raised', { tenantId, epoch });
}

/** Has every gateway compile a new snapshot of the catalogue. */
export async function announceCatalogue(tx: Transaction): Promise<void> {
  await tx.$executeRaw`INSERT INTO change_log (kind) VALUES ('catalogue')`;
  await tx.$executeRaw`SELECT pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify({ kind: 'catalogue' })})`;
}

/** Puts a message into the outbox; it is relayed after the transaction has committed. */
export async function enqueue<Topic extends keyof OutboxPayloads>(
  tx: Transaction,
  topic: Topic,
  payload: OutboxPayloads[Topic],
): Promise<void> {
  await tx.outboxMessage.create({ data: { id: newId(), topic, payload } });
  await tx.$executeRaw`SELECT pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify({ kind: 'outbox' })})`;
}
