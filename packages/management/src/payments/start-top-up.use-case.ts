import { topUpTerms, type PaymentView, type StartTopUpInput } from '@turnpike/contracts/management/payments';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId, parseId, publicId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { unknownReference } from '../references/unknown-reference.js';
import { OPEN_STATUSES, planTerms, WITH_NAMES } from '../subscriptions/subscription-view.js';
import { fixCurrency, lockTenant } from '../tenants/lock-tenant.js';
import { ensureCustomer } from './ensure-customer.js';
import { paymentView } from './payment-view.js';
import type { Checkout, PaymentsPort } from './payments-port.js';
import { requirePayments } from './require-payments.js';

interface Wanted {
  tenantId: string;
  amount: Decimal;
  currency: string | undefined;
  subscriptionId: string | null;
}

/**
 * Asks the payment provider for a page where the tenant pays; credits nothing. The tenant's currency is fixed now, so
 * that money which arrives always finds its account. Refuses with `currency_mismatch`, `validation_failed` (an amount
 * out of bounds, a currency nobody named), `unknown_reference` (the subscription), `invalid_state` (nobody collects
 * money here) and `payment_provider_unavailable`.
 */
export async function startTopUp(
  context: ManagementContext,
  actor: Actor,
  input: StartTopUpInput,
): Promise<PaymentView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'payment:create', { tenantId });
  await requireTenant(context, tenantId);
  const payments = requirePayments(context);
  const subscriptionId = readSubscriptionId(input.subscriptionId);
  const wanted = { tenantId, amount: new Decimal(input.amount), currency: input.currency, subscriptionId };
  const payment = await inTransaction(context, (tx) => createPayment({ context, tx, actor, payments }, wanted));
  try {
    const { sessionId, url } = await openCheckout({ context, actor, payments }, payment);
    const data = { providerSessionId: sessionId, checkoutUrl: url };
    return paymentView(await context.db.prisma.payment.update({ where: { id: payment.id }, data }));
  } catch (error) {
    // Nobody was given a page to pay on. Should the provider have made one all the same, its word still counts.
    const data = { status: 'failed', failure: 'The payment provider did not open a checkout.' } as const;
    await context.db.prisma.payment.updateMany({ where: { id: payment.id, status: 'pending' }, data });
    throw error;
  }
}

/** A customer the provider doesn't know any more is made anew, once. */
async function openCheckout(
  { context, actor, payments }: { context: ManagementContext; actor: Actor; payments: PaymentsPort },
  { id: paymentId, tenantId, amount, currency }: Prisma.PaymentModel,
): Promise<Checkout> {
  const { productName } = context;
  const description = productName === '' ? 'Credit' : `${productName} credit`;
  const email = await readEmail(context, actor);
  const asked = { paymentId, amount: new Decimal(amount.toFixed()), currency, description, email };
  const first = await ensureCustomer(context, payments, { tenantId });
  const opened = await payments.createCheckout({ ...asked, customerId: first });
  if (opened !== null) return opened;
  const customerId = await ensureCustomer(context, payments, { tenantId, unknown: first });
  const again = await payments.createCheckout({ ...asked, customerId });
  if (again === null) throw new ApiError('payment_provider_unavailable');
  return again;
}

async function createPayment(
  {
    context,
    tx,
    actor,
    payments,
  }: { context: ManagementContext; tx: Transaction; actor: Actor; payments: PaymentsPort },
  { tenantId, amount, subscriptionId, ...asked }: Wanted,
): Promise<Prisma.PaymentModel> {
  const ofPlan = subscriptionId === null ? undefined : await planCurrency(context, tx, { tenantId, subscriptionId });
  const currency = asked.currency ?? ofPlan ?? (await lockTenant(tx, tenantId)).currency;
  if (currency === null) {
    throw new ApiError('validation_failed', {
      message: 'The first payment must name its currency.',
      param: 'currency',
    });
  }
  requireCollectable(payments, amount, currency);
  await fixCurrency(tx, tenantId, currency);
  const text = formatAmount(amount);
  const row = await tx.payment.create({
    data: {
      id: newId(),
      tenantId,
      subscriptionId,
      provider: payments.provider,
      currency,
      amount: text,
      createdBy: actorUserId(actor),
    },
  });
  await writeAudit(tx, actor, {
    tenantId,
    action: 'payment.start',
    resourceKind: 'payment',
    resourceId: row.id,
    detail: { amount: text, currency, provider: payments.provider, subscriptionId },
  });
  return row;
}

async function requireTenant({ db: { prisma } }: ManagementContext, tenantId: string): Promise<void> {
  const found = await prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
  if (found === null) throw new ApiError('not_found');
}

/** Refuses what lies outside of the bounds, or has more digits than the provider can collect. */
function requireCollectable(payments: PaymentsPort, amount: Decimal, currency: string): void {
  const { minimum, maximum } = topUpTerms(currency);
  if (amount.lt(minimum) || amount.gt(maximum)) {
    const message = `A payment must be between ${minimum} and ${maximum} ${currency}.`;
    throw new ApiError('validation_failed', { message, param: 'amount' });
  }
  if (payments.canCollect(amount, currency)) return;
  const message = `${formatAmount(amount)} ${currency} has digits that can not be paid.`;
  throw new ApiError('validation_failed', { message, param: 'amount' });
}

async function planCurrency(
  context: ManagementContext,
  tx: Transaction,
  { tenantId, subscriptionId }: { tenantId: string; subscriptionId: string },
): Promise<string> {
  const row = await tx.subscription.findFirst({
    where: { id: subscriptionId, tenantId, status: { in: [...OPEN_STATUSES] } },
    include: WITH_NAMES,
  });
  if (row === null) throw unknownReference('subscription', publicId('subscription', subscriptionId));
  return planTerms(row.requestedPlan ?? row.plan, context.now()).currency;
}

function readSubscriptionId(text: string | undefined): string | null {
  if (text === undefined) return null;
  const id = parseId('subscription', text);
  if (id === null) throw unknownReference('subscription', text);
  return id;
}

async function readEmail({ db: { prisma } }: ManagementContext, actor: Actor): Promise<string | null> {
  const id = actorUserId(actor);
  if (id === null) return null;
  return (await prisma.user.findUnique({ where: { id }, select: { email: true } }))?.email ?? null;
}
