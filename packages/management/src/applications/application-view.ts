import type { ApplicationView } from '@turnpike/contracts/management/applications';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** An application as the API shows it. */
export function applicationView(row: Prisma.ApplicationModel): ApplicationView {
  return {
    id: publicId('application', row.id),
    tenantId: publicId('tenant', row.tenantId),
    name: row.name,
    description: row.description,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}
