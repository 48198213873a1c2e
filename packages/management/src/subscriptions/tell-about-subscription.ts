/** Word about a subscription to the people it concerns, in the transaction of what happened to it. */
import type { NoticeKind } from '@turnpike/contracts/management/notices';
import type { Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { actorUserId, type Actor } from '../actor.js';
import { requestMail } from '../mail/request-mail.js';
import { membersAllowed, notifyUsers, platformAdmins } from '../notices/notify.js';
import { emitEvent } from '../webhooks/emit-event.js';
import type { SubscriptionRow } from './subscription-view.js';

type SubscriptionNotice = Extract<NoticeKind, `subscription.${string}`>;

/** Tells the platform's admins, in the portal and by mail, that a request or a switch of plan waits for them. */
export async function tellReviewers(
  tx: Transaction,
  row: SubscriptionRow,
  kind: 'subscription.requested' | 'subscription.switch_requested',
): Promise<void> {
  const admins = await platformAdmins(tx);
  await notify(tx, row, { kind, userIds: admins.map(({ userId }) => userId), reason: '' });
  const { tenant, application, product, plan } = namesOf(row);
  const message = kind === 'subscription.requested' ? row.message : '';
  for (const { email } of admins) {
    await requestMail(tx, {
      template: 'subscription_requested',
      to: email,
      tenant,
      application,
      product,
      plan,
      message,
    });
  }
}

/**
 * Tells the requester what was decided, in the portal and by mail; where that person is gone, or it was no person, those
 * of the tenant who may subscribe.
 */
export async function tellRequester(
  tx: Transaction,
  row: SubscriptionRow,
  told: { kind: SubscriptionNotice; outcome: 'approved' | 'rejected'; reason: string },
): Promise<void> {
  const members = await membersAllowed(tx, row.tenantId, 'subscription:request');
  const requester = members.filter(({ userId }) => userId === row.requestedBy);
  const people = requester.length > 0 ? requester : members;
  await notify(tx, row, { ...told, userIds: people.map(({ userId }) => userId) });
  const { application, product, plan } = namesOf(row);
  const { outcome, reason } = told;
  for (const { email } of people) {
    await requestMail(tx, {
      template: 'subscription_reviewed',
      to: email,
      application,
      product,
      plan,
      outcome,
      reason,
    });
  }
}

/** Tells those of the tenant who may subscribe, in the portal alone; never the one who did it. */
export async function tellTenant(
  tx: Transaction,
  row: SubscriptionRow,
  told: { kind: SubscriptionNotice; reason: string; actor: Actor | null },
): Promise<void> {
  const self = told.actor === null ? null : actorUserId(told.actor);
  const members = await membersAllowed(tx, row.tenantId, 'subscription:request');
  const userIds = members.map(({ userId }) => userId).filter((userId) => userId !== self);
  await notify(tx, row, { kind: told.kind, reason: told.reason, userIds });
}

/** Has the tenant's webhooks told what became of a request: decided by a reviewer, or approved by its payment. */
export async function emitDecision(
  tx: Transaction,
  row: SubscriptionRow,
  decision: { type: 'subscription.approved' | 'subscription.rejected'; reason: string },
): Promise<void> {
  const { tenantId } = row;
  const data = {
    id: publicId('subscription', row.id),
    applicationId: publicId('application', row.applicationId),
    product: row.product.slug,
    plan: row.plan.slug,
    reason: decision.reason,
  };
  await emitEvent(tx, { tenantId, type: decision.type, data });
}

async function notify(
  tx: Transaction,
  row: SubscriptionRow,
  told: { kind: SubscriptionNotice; userIds: readonly string[]; reason: string },
): Promise<void> {
  const subscriptionId = publicId('subscription', row.id);
  const data = { subscriptionId, ...namesOf(row), reason: told.reason };
  await notifyUsers(tx, told.userIds, { kind: told.kind, tenantId: row.tenantId, data });
}

/** `plan` is the one that is asked for, where a switch waits. */
function namesOf(row: SubscriptionRow) {
  return {
    tenant: row.tenant.name,
    application: row.application.name,
    product: row.product.name,
    plan: (row.requestedPlan ?? row.plan).name,
  };
}
