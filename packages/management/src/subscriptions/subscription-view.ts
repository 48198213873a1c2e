import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { versionInForce } from '../plans/plan-view.js';

const PLAN = {
  select: {
    id: true,
    slug: true,
    name: true,
    versions: {
      orderBy: { version: 'desc' },
      select: { version: true, effectiveFrom: true, currency: true, prepayment: true },
    },
  },
} as const satisfies Prisma.PlanDefaultArgs;

/** What {@link subscriptionView} needs beside the subscription's own row. */
export const WITH_NAMES = {
  tenant: { select: { name: true } },
  application: { select: { name: true } },
  product: { select: { slug: true, name: true, approval: true, lifecycle: true } },
  plan: PLAN,
  requestedPlan: PLAN,
} as const satisfies Prisma.SubscriptionInclude;

export type SubscriptionRow = Prisma.SubscriptionGetPayload<{ include: typeof WITH_NAMES }>;

/** Those that hold their application's place at the product. */
export const OPEN_STATUSES = ['pending', 'approved', 'active', 'paused'] as const;

/** Currency and prepayment of a plan at that instant; of one that is still to come, of its first version. */
export function planTerms(plan: Prisma.PlanGetPayload<typeof PLAN>, now: Date) {
  const version = versionInForce(plan.versions, now) ?? plan.versions.at(-1);
  if (version === undefined) throw new Error(`plan ${plan.id} has no version`);
  return { currency: version.currency, prepayment: version.prepayment };
}

/** A subscription as the API shows it at that instant. */
export function subscriptionView(row: SubscriptionRow, now: Date): SubscriptionView {
  const instant = (date: Date | null) => date?.toISOString() ?? null;
  const user = (id: string | null) => (id === null ? null : publicId('user', id));
  const { requestedPlan } = row;
  const { currency, prepayment } = planTerms(requestedPlan ?? row.plan, now);
  return {
    id: publicId('subscription', row.id),
    tenantId: publicId('tenant', row.tenantId),
    tenantName: row.tenant.name,
    applicationId: publicId('application', row.applicationId),
    applicationName: row.application.name,
    product: row.product.slug,
    productId: publicId('product', row.productId),
    productName: row.product.name,
    approval: row.product.approval,
    plan: row.plan.slug,
    planId: publicId('plan', row.planId),
    planName: row.plan.name,
    requestedPlan:
      requestedPlan === null
        ? null
        : { id: publicId('plan', requestedPlan.id), slug: requestedPlan.slug, name: requestedPlan.name },
    currency,
    prepayment: prepayment?.toFixed() ?? null,
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
