/**
 * Posts what a batch of rows charges: one ledger transaction whose entries sum to zero.
 *
 *   customer_balance  −(charge − overrun)
 *   overrun           −overrun
 *   revenue           +charge
 *
 * A reversal's row is negative, so it posts the opposite by itself.
 */
import { newId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type pg from 'pg';
import type { TenantAccount } from './tenant-account.js';
import type { UsageRow } from './usage-row.js';

const POST = `
  WITH posting AS (
    SELECT entry.id, entry.amount, account.id AS account_id
    FROM unnest($4::uuid[], $5::"AccountKind"[], $6::numeric[]) AS entry (id, kind, amount)
    JOIN ledger_accounts account ON account.tenant_id = $2::uuid AND account.kind = entry.kind AND account.currency = $7
  ), made AS (
    INSERT INTO ledger_transactions (id, tenant_id, kind, idempotency_key, reason, actor)
    VALUES ($1::uuid, $2::uuid, 'usage', $3, '', 'usage-ingest')
  ), entries AS (
    INSERT INTO ledger_entries (id, transaction_id, account_id, tenant_id, amount)
    SELECT id, $1::uuid, account_id, $2::uuid, amount FROM posting
  )
  UPDATE ledger_accounts account SET balance = account.balance + posting.amount, version = account.version + 1
  FROM posting WHERE account.id = posting.account_id
  RETURNING account.id, account.balance, account.version`;

/**
 * Posts the rows to their tenant's ledger and gives the account as it stands then; without anything to post, as it was.
 * `rows` are new in this transaction, which makes the key of the ledger transaction new as well.
 */
export async function postCharges(
  client: pg.ClientBase,
  account: TenantAccount,
  rows: readonly UsageRow[],
): Promise<TenantAccount> {
  const { tenantId, currency } = account;
  const entries = entriesOf(rows);
  const [first] = rows;
  if (entries.length === 0 || first === undefined) return account;
  const kinds = entries.map(([kind]) => kind);
  const posted = await client.query<{ id: string; balance: string; version: string }>(POST, [
    newId(),
    tenantId,
    `usage:${first.id}`,
    kinds.map(() => newId()),
    kinds,
    entries.map(([, amount]) => formatAmount(amount)),
    currency,
  ]);
  if (posted.rowCount !== entries.length) throw new Error('a ledger entry found no account');
  const changed = posted.rows.find((row) => row.id === account.id);
  if (changed === undefined) return account;
  return { ...account, balance: new Decimal(changed.balance), version: changed.version };
}

type AccountKind = 'customer_balance' | 'overrun' | 'revenue';

function entriesOf(rows: readonly UsageRow[]): [AccountKind, Decimal][] {
  let charge = new Decimal(0);
  let overrun = new Decimal(0);
  for (const row of rows) {
    charge = charge.plus(row.charge);
    overrun = overrun.plus(row.overrun);
  }
  const entries: [AccountKind, Decimal][] = [
    ['customer_balance', overrun.minus(charge)],
    ['overrun', overrun.negated()],
    ['revenue', charge],
  ];
  return entries.filter(([, amount]) => !amount.isZero());
}
