import type { LimitOverrideView } from '@turnpike/contracts/management/limits';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { limitsOf } from '../snapshot/load-caller.js';
import { limitsView } from './limits-view.js';

/** What {@link overrideView} needs beside the override's own row. */
export const WITH_SUBSCRIPTION = {
  tenant: { select: { timeZone: true, currency: true } },
  subscription: {
    select: {
      applicationId: true,
      application: { select: { name: true } },
      product: { select: { name: true } },
      plan: { select: { name: true } },
    },
  },
} as const satisfies Prisma.LimitOverrideInclude;

type OverrideRow = Prisma.LimitOverrideGetPayload<{ include: typeof WITH_SUBSCRIPTION }>;

/** An override as the API shows it at that instant. */
export function overrideView(row: OverrideRow, now: Date): LimitOverrideView {
  const { subscription, createdBy } = row;
  return {
    ...limitsView(limitsOf(row.limits), { ...row.tenant, now }),
    subscriptionId: publicId('subscription', row.subscriptionId),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', subscription.applicationId),
    applicationName: subscription.application.name,
    productName: subscription.product.name,
    planName: subscription.plan.name,
    reason: row.reason,
    endsAt: row.endsAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: createdBy === null ? null : publicId('user', createdBy),
  };
}
