import type { Page } from '@turnpike/contracts/management/fields';
import type { ListTenantSummariesInput, TenantSummaryView } from '@turnpike/contracts/management/tenants';
import type { Prisma } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { contains } from '../references/name-contains.js';
import { tenantView } from './tenant-view.js';

const SPEND_DAYS = 30;
const DAY_MS = 86_400_000;

const WITH_COUNTS = {
  _count: { select: { memberships: true, applications: true } },
  accounts: { where: { kind: 'customer_balance' }, select: { currency: true, balance: true } },
} as const satisfies Prisma.TenantInclude;

type Row = Prisma.TenantGetPayload<{ include: typeof WITH_COUNTS }>;

interface Spend {
  tenant_id: string;
  charge: string;
  requests: string;
}

/**
 * All tenants with balance and spend, newest first, for the platform. Two queries a page, however many there are: one
 * for the rows, one that adds up the hourly sums of those shown.
 */
export async function listTenantSummaries(
  context: ManagementContext,
  actor: Actor,
  input: ListTenantSummariesInput,
): Promise<Page<TenantSummaryView>> {
  requirePermission(actor, 'tenant:list');
  const keyset = readKeyset(input);
  const { status, q } = input;
  const rows = await context.db.prisma.tenant.findMany({
    where: { AND: [afterCursor(keyset), status === undefined ? {} : { status }, matching(q)] },
    include: WITH_COUNTS,
    ...newestFirst(keyset),
  });
  const now = context.now();
  const spend = await readSpend(context, rows, new Date(now.getTime() - SPEND_DAYS * DAY_MS));
  return toPage(rows, keyset, (row) => summaryView(row, spend.get(row.id), now));
}

function matching(q: string | undefined): Prisma.TenantWhereInput {
  if (q === undefined) return {};
  const id = parseId('tenant', q);
  return id === null ? { OR: [{ name: contains(q) }, { slug: contains(q) }] } : { id };
}

/** What live calls were charged, in each tenant's own currency, from the first whole hour of the span. */
async function readSpend(context: ManagementContext, rows: readonly Row[], since: Date): Promise<Map<string, Spend>> {
  const { rows: sums } = await context.db.pool.query<Spend>(
    `SELECT u.tenant_id::text, sum(u.charge)::text AS charge, sum(u.requests)::text AS requests
     FROM usage_totals u JOIN tenants t ON t.id = u.tenant_id AND t.currency = u.currency
     WHERE u.tenant_id = ANY($1::uuid[]) AND u.hour >= $2 AND u.environment = 'live' GROUP BY u.tenant_id`,
    [rows.map(({ id }) => id), since],
  );
  return new Map(sums.map((sum) => [sum.tenant_id, sum]));
}

function summaryView(row: Row, spend: Spend | undefined, now: Date): TenantSummaryView {
  const balance = row.accounts.find(({ currency }) => currency === row.currency)?.balance.toFixed() ?? '0';
  return {
    ...tenantView(row),
    posted: formatAmount(new Decimal(balance)),
    spend: formatAmount(new Decimal(spend?.charge ?? 0)),
    requests: Number(spend?.requests ?? 0),
    members: row._count.memberships,
    applications: row._count.applications,
    asOf: now.toISOString(),
  };
}
