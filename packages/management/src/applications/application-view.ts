import type { ApplicationView } from '@turnpike/contracts/management/applications';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { OpenCounts } from './count-open.js';

/** Nothing hangs on an application that was just made. */
export const NOTHING_OPEN: OpenCounts = Object.freeze({ keys: 0, subscriptions: 0 });

/** An application as the API shows it. */
export function applicationView(row: Prisma.ApplicationModel, open: OpenCounts): ApplicationView {
  return {
    id: publicId('application', row.id),
    tenantId: publicId('tenant', row.tenantId),
    name: row.name,
    description: row.description,
    openKeys: open.keys,
    openSubscriptions: open.subscriptions,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}
