import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import type { PaymentsPort } from './payments-port.js';

/**
 * The id the payment provider knows the tenant (bare id) by, made at its first payment. Two at once make one: the
 * provider answers both alike, and whoever comes second to the row takes what is there. The provider is asked outside of
 * any transaction.
 */
export async function ensureCustomer(
  { db: { prisma } }: ManagementContext,
  payments: PaymentsPort,
  tenantId: string,
): Promise<string> {
  const found = await prisma.tenant.findUnique({
    where: { id: tenantId },
    select: { name: true, paymentCustomerId: true },
  });
  if (found === null) throw new ApiError('not_found');
  if (found.paymentCustomerId !== null) return found.paymentCustomerId;
  const made = await payments.createCustomer({ tenantId, name: found.name });
  await prisma.tenant.updateMany({
    where: { id: tenantId, paymentCustomerId: null },
    data: { paymentCustomerId: made },
  });
  const kept = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { paymentCustomerId: true } });
  return kept.paymentCustomerId ?? made;
}
