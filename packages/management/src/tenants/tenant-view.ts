import type { TenantView } from '@turnpike/contracts/management/tenants';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A tenant as the API shows it. */
export function tenantView(row: Prisma.TenantModel): TenantView {
  return {
    id: publicId('tenant', row.id),
    slug: row.slug,
    name: row.name,
    status: row.status,
    billingMode: row.billingMode,
    currency: row.currency,
    timeZone: row.timeZone,
    createdAt: row.createdAt.toISOString(),
  };
}
