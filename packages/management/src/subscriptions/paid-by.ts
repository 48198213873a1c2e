import type { Transaction } from '@turnpike/db/client';
import { Decimal } from '@turnpike/domain/money';

/** What a tenant, or one of its subscriptions alone, has paid so far in that currency. Ids are bare. */
export async function paidBy(
  tx: Pick<Transaction, 'payment'>,
  payer: { tenantId: string; subscriptionId?: string },
  currency: string,
): Promise<Decimal> {
  const { _sum } = await tx.payment.aggregate({
    where: { ...payer, currency, status: 'paid' },
    _sum: { amount: true },
  });
  return new Decimal(_sum.amount ?? 0);
}
