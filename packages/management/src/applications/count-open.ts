import type { Transaction } from '@turnpike/db/client';
import { OPEN_STATUSES } from '../subscriptions/subscription-view.js';

/** What still hangs on an application. */
export interface OpenCounts {
  keys: number;
  subscriptions: number;
}

/** Keys not revoked and open subscriptions of applications, by bare id: two queries however many there are. */
export async function countOpen(
  tx: Pick<Transaction, 'apiKey' | 'subscription'>,
  applicationIds: readonly string[],
): Promise<(applicationId: string) => OpenCounts> {
  const applicationId = { in: [...applicationIds] };
  const [keys, subscriptions] = await Promise.all([
    tx.apiKey.groupBy({
      by: ['applicationId'],
      where: { applicationId, revokedAt: null, purpose: 'secret' },
      _count: { _all: true },
    }),
    tx.subscription.groupBy({
      by: ['applicationId'],
      where: { applicationId, status: { in: [...OPEN_STATUSES] } },
      _count: { _all: true },
    }),
  ]);
  const counted = (rows: { applicationId: string; _count: { _all: number } }[], id: string) =>
    rows.find((row) => row.applicationId === id)?._count._all ?? 0;
  return (id) => ({ keys: counted(keys, id), subscriptions: counted(subscriptions, id) });
}
