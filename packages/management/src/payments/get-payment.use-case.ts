import type { PaymentDetailView } from '@turnpike/contracts/management/payments';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findPayment, type PaymentReference } from './find-payment.js';
import { paymentDetailView } from './payment-view.js';

/** One payment, with what the provider told of it. */
export async function getPayment(
  context: ManagementContext,
  actor: Actor,
  input: PaymentReference,
): Promise<PaymentDetailView> {
  const row = await findPayment(context, actor, input);
  const events = await context.db.prisma.paymentEvent.findMany({
    where: { paymentId: row.id },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    take: 100,
  });
  return paymentDetailView(row, events);
}
