/** What a reviewer sees of those who ask: a fixed number of queries for a whole page of requests. Ids are bare. */
import type { SubscriptionStatus } from '@turnpike/contracts/management/subscriptions';
import { publicId } from '@turnpike/domain/ids';
import type { ManagementContext } from '../management-context.js';
import { OPEN_STATUSES } from './subscription-view.js';

/** Enough to see what a tenant is about; the total says how many there are. */
const OTHERS_SHOWN = 5;
const SPEND_DAYS = 30;
const DAY_MS = 86_400_000;

interface OtherRow {
  id: string;
  tenant_id: string;
  product: string;
  plan: string;
  application: string;
  status: SubscriptionStatus;
  total: number;
}

interface SpendRow {
  tenant_id: string;
  currency: string;
  amount: string;
  requests: number;
}

export interface ApprovalContext {
  person(userId: string | null): { id: string; name: string; email: string } | null;
  others(tenantId: string, besidesId: string): { shown: Omit<OtherRow, 'id' | 'tenant_id' | 'total'>[]; total: number };
  spend(tenantId: string): { amount: string; currency: string; requests: number } | null;
}

/** Reads the people, the other open subscriptions, and the live spend of the last thirty days. */
export async function loadApprovalContext(
  context: ManagementContext,
  asked: { tenantIds: string[]; userIds: string[] },
): Promise<ApprovalContext> {
  const tenantIds = [...new Set(asked.tenantIds)];
  const [users, others, spends] = await Promise.all([
    context.db.prisma.user.findMany({
      where: { id: { in: [...new Set(asked.userIds)] } },
      select: { id: true, name: true, email: true },
    }),
    readOthers(context, tenantIds),
    readSpend(context, tenantIds),
  ]);
  return {
    person: (userId) => {
      const user = users.find(({ id }) => id === userId);
      return user === undefined ? null : { ...user, id: publicId('user', user.id) };
    },
    others: (tenantId, besidesId) => {
      const rows = others.filter((row) => row.tenant_id === tenantId);
      const besides = rows.filter(({ id }) => id !== besidesId);
      const shown = besides
        .slice(0, OTHERS_SHOWN)
        .map(({ product, plan, application, status }) => ({ product, plan, application, status }));
      // One row more than is shown was read, so that the subscription itself is among them where it is recent.
      return { shown, total: (rows[0]?.total ?? 0) - (rows.length - besides.length) };
    },
    spend: (tenantId) => {
      const row = spends.find((candidate) => candidate.tenant_id === tenantId);
      return row === undefined ? null : { amount: row.amount, currency: row.currency, requests: row.requests };
    },
  };
}

async function readOthers(context: ManagementContext, tenantIds: string[]): Promise<OtherRow[]> {
  if (tenantIds.length === 0) return [];
  const { rows } = await context.db.pool.query<OtherRow>(
    `SELECT * FROM (
       SELECT s.id, s.tenant_id, p.name AS product, pl.name AS plan, a.name AS application, s.status,
              (count(*) OVER by_tenant)::int AS total,
              row_number() OVER (PARTITION BY s.tenant_id ORDER BY s.id DESC) AS place
       FROM subscriptions s
       JOIN products p ON p.id = s.product_id
       JOIN plans pl ON pl.id = s.plan_id
       JOIN applications a ON a.id = s.application_id
       WHERE s.tenant_id = ANY($1::uuid[]) AND s.status::text = ANY($2)
       WINDOW by_tenant AS (PARTITION BY s.tenant_id)
     ) ranked WHERE place <= $3 ORDER BY tenant_id, place`,
    [tenantIds, OPEN_STATUSES, OTHERS_SHOWN + 1],
  );
  return rows;
}

async function readSpend(context: ManagementContext, tenantIds: string[]): Promise<SpendRow[]> {
  if (tenantIds.length === 0) return [];
  const since = new Date(context.now().getTime() - SPEND_DAYS * DAY_MS);
  const { rows } = await context.db.pool.query<SpendRow>(
    `SELECT tenant_id, currency, trim_scale(sum(charge))::text AS amount, sum(requests)::int AS requests
     FROM usage_totals
     WHERE tenant_id = ANY($1::uuid[]) AND hour >= $2 AND environment = 'live'
     GROUP BY tenant_id, currency`,
    [tenantIds, since],
  );
  return rows;
}
