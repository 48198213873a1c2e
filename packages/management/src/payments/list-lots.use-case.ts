import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { LotView } from '@turnpike/contracts/management/payments';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';

/** A tenant's lots of credit, newest first: where each came from, what is left of it, and when it expires. */
export async function listLots(
  context: ManagementContext,
  actor: Actor,
  input: ListInput & { tenantId: string },
): Promise<Page<LotView>> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'balance:read', { tenantId });
  const keyset = readKeyset(input);
  const { prisma } = context.db;
  if ((await prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } })) === null) {
    throw new ApiError('not_found');
  }
  const rows = await prisma.lot.findMany({ where: { tenantId, ...afterCursor(keyset) }, ...newestFirst(keyset) });
  return toPage(rows, keyset, lotView);
}

function lotView(row: Prisma.LotModel): LotView {
  return {
    id: publicId('lot', row.id),
    tenantId: publicId('tenant', row.tenantId),
    source: row.source,
    amount: row.amount.toFixed(),
    remaining: row.remaining.toFixed(),
    currency: row.currency,
    reason: row.reason,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
