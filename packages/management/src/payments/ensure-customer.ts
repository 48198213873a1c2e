import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import type { PaymentsPort } from './payments-port.js';

/**
 * The id the payment provider knows the tenant (bare id) by, made at its first payment, and anew when the provider has
 * turned out not to know the one we kept (`unknown`). Two at once make one: the provider answers both alike, and whoever
 * comes second to the row takes what is there. The provider is asked outside of any transaction.
 */
export async function ensureCustomer(
  { db: { prisma } }: ManagementContext,
  payments: PaymentsPort,
  { tenantId, unknown }: { tenantId: string; unknown?: string },
): Promise<string> {
  const select = { name: true, paymentCustomerId: true } as const;
  const found = await prisma.tenant.findUnique({ where: { id: tenantId }, select });
  if (found === null) throw new ApiError('not_found');
  const { name, paymentCustomerId: known } = found;
  if (known !== null && known !== unknown) return known;
  const made = await payments.createCustomer({
    tenantId,
    name,
    ...(unknown === undefined ? {} : { replaces: unknown }),
  });
  await prisma.tenant.updateMany({
    where: { id: tenantId, paymentCustomerId: known },
    data: { paymentCustomerId: made },
  });
  const kept = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, select });
  return kept.paymentCustomerId ?? made;
}
