import type { AllowListsView } from '@turnpike/contracts/management/allow-lists';
import type { Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';

/** The lists of a tenant (bare id) and of its applications that aren't archived, newest first. */
export async function allowListsView(
  tx: Pick<Transaction, 'tenant' | 'application'>,
  tenantId: string,
): Promise<AllowListsView> {
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { addresses: true } });
  if (tenant === null) throw new ApiError('not_found');
  const applications = await tx.application.findMany({
    where: { tenantId, archivedAt: null },
    select: { id: true, name: true, addresses: true },
    orderBy: { id: 'desc' },
  });
  return {
    tenantId: publicId('tenant', tenantId),
    addresses: tenant.addresses,
    applications: applications.map(({ id, ...rest }) => ({ id: publicId('application', id), ...rest })),
  };
}
