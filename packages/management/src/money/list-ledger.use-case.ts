import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { LedgerEntryView } from '@turnpike/contracts/management/money';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';

const WITH_CONTEXT = {
  account: { select: { kind: true, currency: true } },
  transaction: { select: { kind: true, reason: true, actor: true } },
} as const;

/** A tenant's ledger entries, newest first. */
export async function listLedger(
  context: ManagementContext,
  actor: Actor,
  input: ListInput & { tenantId: string },
): Promise<Page<LedgerEntryView>> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'ledger:read', { tenantId });
  const keyset = readKeyset(input);
  const { prisma } = context.db;
  if ((await prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } })) === null) {
    throw new ApiError('not_found');
  }
  const rows = await prisma.ledgerEntry.findMany({
    where: { tenantId, ...afterCursor(keyset) },
    include: WITH_CONTEXT,
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, ledgerEntryView);
}

function ledgerEntryView(row: Prisma.LedgerEntryGetPayload<{ include: typeof WITH_CONTEXT }>): LedgerEntryView {
  return {
    id: publicId('ledgerEntry', row.id),
    transactionId: publicId('ledgerTransaction', row.transactionId),
    kind: row.transaction.kind,
    account: row.account.kind,
    amount: row.amount.toFixed(),
    currency: row.account.currency,
    reason: row.transaction.reason,
    actor: row.transaction.actor,
    createdAt: row.createdAt.toISOString(),
  };
}
