import type { BalanceEntryView } from '@turnpike/contracts/management/money';
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { listBalanceEntries } from './list-balance-entries.use-case.js';

const PAGE = 200;
const HEADER = ['entry_id', 'transaction_id', 'created_at', 'kind', 'reason', 'amount', 'balance', 'currency'];

/**
 * All that moved a tenant's balance, newest first, as pieces of a CSV file (RFC 4180). Amounts keep all their digits and
 * their sign; only the reason is somebody's own words, and one that a spreadsheet would take for a formula is made text.
 * Whoever may not see the ledger is refused before the first piece.
 */
export async function statementCsv(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<AsyncGenerator<string>> {
  const first = await listBalanceEntries(context, actor, { ...input, limit: PAGE });
  return pieces();

  async function* pieces(): AsyncGenerator<string> {
    yield lines([HEADER]);
    for (let page = first; ;) {
      if (page.items.length > 0) yield lines(page.items.map(cells));
      if (page.nextCursor === null) return;
      page = await listBalanceEntries(context, actor, { ...input, limit: PAGE, cursor: page.nextCursor });
    }
  }
}

function cells(entry: BalanceEntryView): string[] {
  const { id, transactionId, createdAt, kind, reason, amount, balance, currency } = entry;
  return [
    id,
    transactionId,
    createdAt,
    kind,
    /^[=+\-@\t\r]/.test(reason) ? `'${reason}` : reason,
    amount,
    balance,
    currency,
  ];
}

function lines(rows: string[][]): string {
  return stringify(rows, { record_delimiter: 'windows' });
}
