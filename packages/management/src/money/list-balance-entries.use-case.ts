import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { BalanceEntryView } from '@turnpike/contracts/management/money';
import { publicId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';

interface EntryRow {
  id: string;
  transaction_id: string;
  kind: string;
  amount: string;
  balance: string;
  currency: string;
  reason: string;
  created_at: Date;
}

// One statement is one snapshot, so that balance and entries fit together. The balance after the page's first entry is
// the account's, less whatever came later; below it each line takes off the one above.
const ENTRIES = `
  WITH account AS (
    SELECT a.id, a.currency, a.balance - coalesce(
      (SELECT sum(e.amount) FROM ledger_entries e WHERE e.account_id = a.id AND e.id >= $2::uuid), 0) AS top
    FROM ledger_accounts a JOIN tenants t ON t.id = a.tenant_id AND t.currency = a.currency
    WHERE a.tenant_id = $1::uuid AND a.kind = 'customer_balance'
  ), page AS (
    SELECT e.id, e.transaction_id, e.amount, e.created_at, account.currency, account.top
    FROM account JOIN ledger_entries e ON e.account_id = account.id
    WHERE $2::uuid IS NULL OR e.id < $2::uuid
    ORDER BY e.id DESC LIMIT $3
  )
  SELECT page.id, page.transaction_id, x.kind, page.amount::text, page.currency, x.reason, page.created_at,
    (page.top - coalesce(sum(page.amount) OVER (
      ORDER BY page.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::text AS balance
  FROM page JOIN ledger_transactions x ON x.id = page.transaction_id
  ORDER BY page.id DESC`;

/** What moved a tenant's balance, newest first, each with the balance after it: a statement to be added up by hand. */
export async function listBalanceEntries(
  context: ManagementContext,
  actor: Actor,
  input: ListInput & { tenantId: string },
): Promise<Page<BalanceEntryView>> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'ledger:read', { tenantId });
  const keyset = readKeyset(input);
  const { pool, prisma } = context.db;
  if ((await prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } })) === null) {
    throw new ApiError('not_found');
  }
  const { rows } = await pool.query<EntryRow>(ENTRIES, [tenantId, keyset.before ?? null, keyset.limit + 1]);
  return toPage(rows, keyset, entryView);
}

function entryView(row: EntryRow): BalanceEntryView {
  return {
    id: publicId('ledgerEntry', row.id),
    transactionId: publicId('ledgerTransaction', row.transaction_id),
    kind: row.kind,
    amount: formatAmount(new Decimal(row.amount)),
    balance: formatAmount(new Decimal(row.balance)),
    currency: row.currency,
    reason: row.reason,
    createdAt: row.created_at.toISOString(),
  };
}
