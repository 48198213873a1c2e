import type { PaymentEventOutcome } from '@turnpike/contracts/management/payments';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type { SystemActor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { enqueue, inTransaction } from '../changes/change.js';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';
import { postTransaction } from '../money/post-transaction.js';
import { membersAllowed, notifyUsers } from '../notices/notify.js';
import type { NoticeKind } from '@turnpike/contracts/management/notices';
import { activatePaidSubscription } from '../subscriptions/activate-paid-subscription.js';
import { emitEvent } from '../webhooks/emit-event.js';
import type { ProviderPaymentEvent } from './payments-port.js';

const ACTOR: SystemActor = { kind: 'system', name: 'payment', ip: null, requestId: null };

/**
 * Takes what the payment provider tells, once per event and once per payment, however often, in whatever order and how
 * many at a time it is told: the event's id is unique, and the payment's row is locked. Money that arrived is posted
 * from `payments` to `customer_balance`, becomes a lot, and carries on what waited for it, all in one transaction. An
 * event whose amount or currency is not the payment's credits nothing and stays visible on the payment. For callers that
 * have verified where the event came from. Null when the event was known already.
 */
export async function recordPaymentEvent(
  context: ManagementContext,
  event: ProviderPaymentEvent,
): Promise<PaymentEventOutcome | null> {
  return inTransaction(context, async (tx) => {
    const payment = await lockPayment(tx, event);
    const first = await tx.paymentEvent.createMany({
      data: [
        { id: event.id, provider: event.provider, type: event.type, paymentId: payment?.id ?? null, outcome: 'noted' },
      ],
      skipDuplicates: true,
    });
    if (first.count === 0) return null;
    const outcome = payment === null ? 'unknown_payment' : await apply({ context, tx, event }, payment);
    await tx.paymentEvent.update({ where: { id: event.id }, data: { outcome } });
    return outcome;
  });
}

/** The payment, by our own id where the provider has kept it, else by the checkout's; locked until the end. */
async function lockPayment(tx: Transaction, event: ProviderPaymentEvent): Promise<Prisma.PaymentModel | null> {
  const { paymentId, provider, sessionId } = event;
  const where = { provider, ...(paymentId === null ? { providerSessionId: sessionId } : { id: paymentId }) };
  const found = await tx.payment.findFirst({ where, select: { id: true } });
  if (found === null) return null;
  await tx.$queryRaw`SELECT FROM payments WHERE id = ${found.id}::uuid FOR UPDATE`;
  return tx.payment.findUniqueOrThrow({ where: { id: found.id } });
}

interface Told {
  context: ManagementContext;
  tx: Transaction;
  event: ProviderPaymentEvent;
}

async function apply(told: Told, payment: Prisma.PaymentModel): Promise<PaymentEventOutcome> {
  const { event } = told;
  if (payment.status === 'paid') return 'already_paid';
  if (event.outcome === 'open' || event.outcome === 'pending') return 'noted';
  if (event.outcome === 'failed' || event.outcome === 'expired') return end(told, payment, event.outcome);
  const expected = new Decimal(payment.amount.toFixed());
  if (event.currency !== payment.currency) return refuse(told, payment, 'currency_mismatch');
  if (!expected.equals(event.amount)) return refuse(told, payment, 'amount_mismatch');
  await credit(told, payment, expected);
  return 'credited';
}

/** Other than asked for: nothing is credited, and the payment says why until a person has looked. */
async function refuse(
  { tx, event }: Told,
  payment: Prisma.PaymentModel,
  outcome: 'amount_mismatch' | 'currency_mismatch',
): Promise<PaymentEventOutcome> {
  const reported = `${formatAmount(event.amount)} ${event.currency}`;
  const failure = `The payment provider reported ${reported} instead of ${payment.amount.toFixed()} ${payment.currency}.`;
  await tx.payment.update({ where: { id: payment.id }, data: { failure } });
  await audit(tx, payment, { action: 'payment.refuse', detail: { outcome, reported, event: event.id } });
  return outcome;
}

async function end(
  { tx, event }: Told,
  payment: Prisma.PaymentModel,
  status: 'failed' | 'expired',
): Promise<PaymentEventOutcome> {
  if (payment.status !== 'pending') return 'noted';
  const failure = status === 'failed' ? 'The payment was declined.' : '';
  await tx.payment.update({ where: { id: payment.id }, data: { status, failure } });
  await audit(tx, payment, {
    action: `payment.${status === 'failed' ? 'fail' : 'expire'}`,
    detail: { event: event.id },
  });
  if (status === 'expired') return 'marked_expired';
  await tell(tx, payment, 'payment.failed');
  return 'marked_failed';
}

/**
 * Locks in the order everybody does: subscription, tenant, then accounts. The subscription counts what is paid, so the
 * payment is marked before it is asked.
 */
async function credit({ context, tx, event }: Told, payment: Prisma.PaymentModel, amount: Decimal): Promise<void> {
  const { id, tenantId, currency, subscriptionId } = payment;
  const now = context.now();
  const { providerPaymentId, sessionId } = event;
  const paid = { status: 'paid', failure: '', paidAt: now, providerPaymentId, providerSessionId: sessionId } as const;
  await tx.payment.update({ where: { id }, data: paid });
  if (subscriptionId !== null) await activatePaidSubscription(tx, subscriptionId, now);
  const reason = `Payment ${publicId('payment', id)}`;
  const transactionId = await postTransaction(tx, {
    tenantId,
    currency,
    kind: 'payment',
    idempotencyKey: `payment:${id}`,
    reason,
    actor: ACTOR.name,
    entries: [
      { account: 'payments', amount: amount.negated() },
      { account: 'customer_balance', amount },
    ],
  });
  const text = formatAmount(amount);
  const lot = {
    id: newId(),
    tenantId,
    transactionId,
    source: 'payment',
    currency,
    amount: text,
    remaining: text,
    reason,
  };
  await tx.lot.create({ data: lot });
  await tx.payment.update({ where: { id }, data: { transactionId } });
  await enqueue(tx, 'balance.posted', { tenantId });
  await audit(tx, payment, { action: 'payment.receive', detail: { amount: text, currency, event: event.id } });
  await tell(tx, payment, 'payment.received');
  const data = { id: publicId('payment', id), amount: text, currency };
  await emitEvent(tx, { tenantId, type: 'payment.succeeded', data });
}

/** Those who may see payments; by mail too when money has arrived. */
async function tell(
  tx: Transaction,
  payment: Prisma.PaymentModel,
  kind: Extract<NoticeKind, `payment.${string}`>,
): Promise<void> {
  const { tenantId, currency } = payment;
  const amount = payment.amount.toFixed();
  const people = await membersAllowed(tx, tenantId, 'payment:read');
  const { name: tenant } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
  const data = { paymentId: publicId('payment', payment.id), tenant, amount, currency };
  await notifyUsers(tx, people.map(({ userId }) => userId), { kind, tenantId, data }); // prettier-ignore
  if (kind !== 'payment.received') return;
  for (const { email } of people) {
    await requestMail(tx, { template: 'payment_received', to: email, tenant, amount, currency });
  }
}

async function audit(
  tx: Transaction,
  payment: Prisma.PaymentModel,
  change: { action: string; detail: Record<string, unknown> },
): Promise<void> {
  const resource = { tenantId: payment.tenantId, resourceKind: 'payment', resourceId: payment.id };
  await writeAudit(tx, ACTOR, { ...resource, ...change });
}
