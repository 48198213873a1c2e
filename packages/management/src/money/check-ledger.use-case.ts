import type { LedgerCheckView } from '@turnpike/contracts/management/money';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';

interface CheckRow {
  sum: string;
  drift: string;
  lot_drift: string;
  unbalanced: string;
  checked_at: Date;
}

// One statement is one snapshot: postings that commit meanwhile are seen whole or not at all.
const CHECK = `
  WITH entries AS (SELECT account_id, sum(amount) AS total FROM ledger_entries GROUP BY account_id)
  SELECT
    coalesce((SELECT sum(total) FROM entries), 0)::text AS sum,
    coalesce((SELECT sum(abs(a.balance - coalesce(e.total, 0)))
              FROM ledger_accounts a LEFT JOIN entries e ON e.account_id = a.id), 0)::text AS drift,
    coalesce((SELECT sum(abs(a.balance - coalesce(l.remaining, 0)))
              FROM ledger_accounts a
              JOIN tenants t ON t.id = a.tenant_id AND t.billing_mode = 'prepaid'
              LEFT JOIN (SELECT tenant_id, currency, sum(remaining) AS remaining FROM lots GROUP BY 1, 2) l
                ON l.tenant_id = a.tenant_id AND l.currency = a.currency
              WHERE a.kind = 'customer_balance'), 0)::text AS lot_drift,
    (SELECT count(*) FROM (SELECT FROM ledger_entries GROUP BY transaction_id HAVING sum(amount) <> 0) u)::text AS unbalanced,
    now() AS checked_at`;

/** Adds up every ledger. Platform admins only. Reads all entries: for checks and tests, not for dashboards. */
export async function checkLedger(context: ManagementContext, actor: Actor): Promise<LedgerCheckView> {
  requirePermission(actor, 'ledger:check');
  const { rows } = await context.db.pool.query<CheckRow>(CHECK);
  const row = rows[0] as CheckRow;
  return {
    sum: formatAmount(new Decimal(row.sum)),
    drift: formatAmount(new Decimal(row.drift)),
    lotDrift: formatAmount(new Decimal(row.lot_drift)),
    unbalancedTransactions: Number(row.unbalanced),
    checkedAt: row.checked_at.toISOString(),
  };
}
