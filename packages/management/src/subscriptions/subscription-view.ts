import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** What {@link subscriptionView} needs beside the subscription's own row. */
export const WITH_NAMES = {
  product: { select: { slug: true } },
  plan: { select: { slug: true } },
} as const satisfies Prisma.SubscriptionInclude;

export type SubscriptionRow = Prisma.SubscriptionGetPayload<{ include: typeof WITH_NAMES }>;

/** A subscription as the API shows it. */
export function subscriptionView(row: SubscriptionRow): SubscriptionView {
  const instant = (date: Date | null) => date?.toISOString() ?? null;
  const user = (id: string | null) => (id === null ? null : publicId('user', id));
  return {
    id: publicId('subscription', row.id),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', row.applicationId),
    product: row.product.slug,
    productId: publicId('product', row.productId),
    plan: row.plan.slug,
    planId: publicId('plan', row.planId),
    status: row.status,
    message: row.message,
    reason: row.reason,
    requestedBy: user(row.requestedBy),
    reviewedBy: user(row.reviewedBy),
    createdAt: row.createdAt.toISOString(),
    reviewedAt: instant(row.reviewedAt),
    activatedAt: instant(row.activatedAt),
    cancelledAt: instant(row.cancelledAt),
  };
}
