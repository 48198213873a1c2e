import type { PaymentDetailView } from '@turnpike/contracts/management/payments';
import type { Prisma } from '@turnpike/db/client';
import { Decimal } from '@turnpike/domain/money';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findPayment, type PaymentReference } from './find-payment.js';
import { getPayment } from './get-payment.use-case.js';
import type { ProviderPaymentEvent } from './payments-port.js';
import { recordPaymentEvent } from './record-payment-event.use-case.js';
import { requirePayments } from './require-payments.js';

/**
 * Asks the payment provider how a payment stands, for when its webhook is late, and takes the answer as it would take
 * the webhook's word: once. Safe to call at any time.
 */
export async function refreshPayment(
  context: ManagementContext,
  actor: Actor,
  input: PaymentReference,
): Promise<PaymentDetailView> {
  const row = await findPayment(context, actor, input);
  const payments = requirePayments(context);
  if (row.status !== 'paid' && row.providerSessionId !== null && row.provider === payments.provider) {
    const event = (await payments.retrieveSession(row.providerSessionId)) ?? vanished(row, row.providerSessionId);
    if (event.outcome !== 'open') await recordPaymentEvent(context, event);
  }
  return getPayment(context, actor, input);
}

/** A checkout the provider doesn't know can't be paid any more. */
function vanished({ id, provider, amount, currency }: Prisma.PaymentModel, sessionId: string): ProviderPaymentEvent {
  return {
    id: `ask:${sessionId}:unknown`,
    provider,
    type: 'checkout.session.unknown',
    outcome: 'expired',
    sessionId,
    paymentId: id,
    providerPaymentId: null,
    amount: new Decimal(amount.toFixed()),
    currency,
  };
}
