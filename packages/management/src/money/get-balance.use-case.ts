import type { BalanceView } from '@turnpike/contracts/management/money';
import { publicId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { readPosted } from './read-posted.js';

const ZERO = new Decimal(0);

/**
 * Posted from the ledger, pending and held from the live store, which is asked first: a charge that moves from pending
 * to posted in between is then counted twice rather than not at all, so that what is shown as available errs low.
 */
export async function getBalance(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<BalanceView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'balance:read', { tenantId });
  const { prisma } = context.db;
  const tenant = await prisma.tenant.findUnique({
    where: { id: tenantId },
    select: { currency: true, lowBalance: true },
  });
  if (tenant === null) throw new ApiError('not_found');
  const { currency } = tenant;
  const live = currency === null ? null : ((await context.live?.balance(tenantId, currency)) ?? null);
  const posted = currency === null ? ZERO : await readPosted(prisma, tenantId, currency);
  const { pending, held } = live ?? { pending: ZERO, held: ZERO };
  return {
    tenantId: publicId('tenant', tenantId),
    currency,
    posted: formatAmount(posted),
    pending: formatAmount(pending),
    held: formatAmount(held),
    available: formatAmount(posted.minus(pending).minus(held)),
    live: live !== null,
    lowBalance: tenant.lowBalance?.toFixed() ?? null,
  };
}
