/**
 * Double entry: the entries of a transaction sum to zero, an account's balance is the sum of its entries, and its
 * version rises with each posting. Whoever posts locks the tenant's `customer_balance` first (as usage ingest does) and
 * other accounts after it, in the order of their ids.
 */
import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';

export type AccountKind = Prisma.LedgerAccountModel['kind'];

export interface Posting {
  tenantId: string;
  currency: string;
  /** What happened, such as `grant`. */
  kind: string;
  /** Unique over all transactions: posting it twice violates a unique index. */
  idempotencyKey: string;
  reason: string;
  actor: string;
  entries: readonly { account: AccountKind; amount: Decimal }[];
}

/** Writes a transaction, its entries and the new balances. Returns its id. Throws when the entries don't sum to zero. */
export async function postTransaction(tx: Transaction, posting: Posting): Promise<string> {
  const sum = posting.entries.reduce((total, { amount }) => total.plus(amount), new Decimal(0));
  if (!sum.isZero()) throw new Error(`ledger entries sum to ${formatAmount(sum)}, not to zero`);
  const accounts = await lockAccounts(tx, posting);
  const id = newId();
  const { tenantId, kind, idempotencyKey, reason, actor } = posting;
  await tx.ledgerTransaction.create({ data: { id, tenantId, kind, idempotencyKey, reason, actor } });
  for (const { account, amount } of posting.entries) {
    const accountId = accounts.get(account);
    if (accountId === undefined) throw new Error(`no ledger account ${account}`);
    const text = formatAmount(amount);
    await tx.ledgerEntry.create({ data: { id: newId(), transactionId: id, accountId, tenantId, amount: text } });
    await tx.ledgerAccount.update({
      where: { id: accountId },
      data: { balance: { increment: text }, version: { increment: 1 } },
    });
  }
  return id;
}

/** Account ids by kind, made where missing, locked until the transaction ends. */
async function lockAccounts(
  tx: Transaction,
  { tenantId, currency, entries }: Posting,
): Promise<Map<AccountKind, string>> {
  const kinds = [...new Set(entries.map(({ account }) => account))];
  await tx.ledgerAccount.createMany({
    data: kinds.map((kind) => ({ id: newId(), tenantId, kind, currency })),
    skipDuplicates: true,
  });
  const rows = await tx.$queryRaw<{ id: string; kind: AccountKind }[]>`
    SELECT id::text, kind::text FROM ledger_accounts
    WHERE tenant_id = ${tenantId}::uuid AND currency = ${currency} AND kind::text = ANY(${kinds})
    ORDER BY kind <> 'customer_balance', id FOR UPDATE`;
  return new Map(rows.map(({ id, kind }) => [kind, id]));
}
