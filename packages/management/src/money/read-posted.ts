import type { Transaction } from '@turnpike/db/client';
import { Decimal } from '@turnpike/domain/money';

/** The tenant's posted balance in that currency; zero where nothing was ever posted. */
export async function readPosted(
  tx: Pick<Transaction, 'ledgerAccount'>,
  tenantId: string,
  currency: string,
): Promise<Decimal> {
  const account = await tx.ledgerAccount.findUnique({
    where: { tenantId_kind_currency: { tenantId, kind: 'customer_balance', currency } },
    select: { balance: true },
  });
  return new Decimal(account?.balance.toFixed() ?? 0);
}
