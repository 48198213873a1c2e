import type { ApprovalPage, ApprovalView, ListApprovalsInput } from '@turnpike/contracts/management/subscriptions';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readKeyset, toPage, type Keyset } from '../pagination/keyset.js';
import { loadApprovalContext, type ApprovalContext } from './approval-context.js';
import { subscriptionView, WITH_NAMES, type SubscriptionRow } from './subscription-view.js';

/** Requests, and switches of plan at products that want approval. Those that wait for a payment wait for nobody here. */
const WAITING = {
  OR: [
    { status: 'pending' },
    { status: { in: ['active', 'paused'] }, requestedPlanId: { not: null }, product: { approval: 'manual' } },
  ],
} satisfies Prisma.SubscriptionWhereInput;

const WITH_TENANT = {
  ...WITH_NAMES,
  tenant: { select: { name: true, status: true, createdAt: true } },
} as const satisfies Prisma.SubscriptionInclude;

type ApprovalRow = Prisma.SubscriptionGetPayload<{ include: typeof WITH_TENANT }>;

/**
 * The platform's inbox: what waits for a decision, oldest first, or what people decided, newest first; with who asks and
 * what they use already. `waiting` counts what waits, whichever is listed. Platform admins only.
 */
export async function listApprovals(
  context: ManagementContext,
  actor: Actor,
  input: ListApprovalsInput,
): Promise<ApprovalPage> {
  requirePermission(actor, 'subscription:review');
  const keyset = readKeyset(input);
  const state = input.state ?? 'waiting';
  const { subscription } = context.db.prisma;
  const [rows, waiting] = await Promise.all([
    subscription.findMany({
      where: state === 'waiting' ? WAITING : { reviewedAt: { not: null } },
      orderBy: state === 'waiting' ? { id: 'asc' } : [{ reviewedAt: 'desc' }, { id: 'desc' }],
      include: WITH_TENANT,
      ...afterLast(keyset),
    }),
    subscription.count({ where: WAITING }),
  ]);
  const about = await loadApprovalContext(context, {
    tenantIds: rows.map(({ tenantId }) => tenantId),
    userIds: rows.flatMap(({ requestedBy, reviewedBy }) => [requestedBy, reviewedBy]).filter((id) => id !== null),
  });
  const now = context.now();
  return { ...toPage(rows, keyset, (row) => approvalView(row, about, now)), waiting };
}

/** The rows behind the last one shown, in whichever order. */
function afterLast({ limit, before }: Keyset) {
  return { take: limit + 1, ...(before === undefined ? {} : { cursor: { id: before }, skip: 1 }) };
}

function approvalView(row: ApprovalRow, about: ApprovalContext, now: Date): ApprovalView {
  const { tenant } = row;
  const others = about.others(row.tenantId, row.id);
  return {
    kind: isSwitch(row) ? 'plan_switch' : 'request',
    subscription: subscriptionView(row, now),
    requester: about.person(row.requestedBy),
    reviewer: about.person(row.reviewedBy),
    tenant: {
      id: publicId('tenant', row.tenantId),
      name: tenant.name,
      status: tenant.status,
      createdAt: tenant.createdAt.toISOString(),
    },
    others: others.shown,
    othersTotal: others.total,
    spend30Days: about.spend(row.tenantId),
  };
}

function isSwitch({ status, requestedPlanId }: SubscriptionRow): boolean {
  return requestedPlanId !== null && status !== 'pending';
}
