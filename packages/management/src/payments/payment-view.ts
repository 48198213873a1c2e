import type { PaymentDetailView, PaymentEventOutcome, PaymentView } from '@turnpike/contracts/management/payments';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A payment as the API shows it. The checkout's address is of use only while it waits to be paid. */
export function paymentView(row: Prisma.PaymentModel): PaymentView {
  return {
    id: publicId('payment', row.id),
    tenantId: publicId('tenant', row.tenantId),
    subscriptionId: row.subscriptionId === null ? null : publicId('subscription', row.subscriptionId),
    provider: row.provider,
    status: row.status,
    amount: row.amount.toFixed(),
    currency: row.currency,
    checkoutUrl: row.status === 'pending' ? row.checkoutUrl : null,
    failure: row.failure,
    transactionId: row.transactionId === null ? null : publicId('ledgerTransaction', row.transactionId),
    createdBy: row.createdBy === null ? null : publicId('user', row.createdBy),
    createdAt: row.createdAt.toISOString(),
    paidAt: row.paidAt?.toISOString() ?? null,
  };
}

/** The payment with all that the provider told of it, oldest first. */
export function paymentDetailView(row: Prisma.PaymentModel, events: Prisma.PaymentEventModel[]): PaymentDetailView {
  return {
    ...paymentView(row),
    events: events.map(({ id, type, outcome, receivedAt }) => ({
      id,
      type,
      outcome: outcome as PaymentEventOutcome,
      receivedAt: receivedAt.toISOString(),
    })),
  };
}
