/**
 * What quotas and budgets have counted of the period that runs when they are set: from then on calls name them, and the
 * worker counts those; what came before is added up here, from the usage events. The tenant's balance account is locked
 * as the worker locks it, so that no batch is counted twice or not at all. Calls that are under way at that moment, or
 * settled and not yet recorded, were let in without the limit and are left out.
 */
import type { Limit } from '@turnpike/contracts/limits';
import { Prisma, type Transaction } from '@turnpike/db/client';
import { idFloor } from '@turnpike/domain/ids';
import { type LimitCounts, limitScope, type NamedLimitLevel } from '@turnpike/domain/limit-scope';
import { dayPeriod, monthPeriod } from '@turnpike/domain/period';
import { enqueue } from '../changes/change.js';
import { TOKEN_COLUMNS } from '../usage/token-counts.js';

/** Whose calls are counted, and by which calendar. Ids are bare. */
export interface CountedOwner {
  id: string;
  tenantId: string;
  timeZone: string;
}

/** A limit that keeps a count over a calendar period. */
type PeriodLimit = Extract<Limit, { kind: 'quota' | 'budget' }>;

const COLUMNS: Readonly<Record<NamedLimitLevel, Prisma.Sql>> = {
  tenant: Prisma.sql`tenant_id`,
  application: Prisma.sql`application_id`,
  key: Prisma.sql`api_key_id`,
  subscription: Prisma.sql`subscription_id`,
};

/** Of a call that was taken back everything is negative but its number. */
const AMOUNTS: Readonly<Record<LimitCounts, Prisma.Sql>> = {
  requests: Prisma.sql`CASE WHEN e.usage_source = 'none' THEN 0 WHEN e.kind = 'reversal' THEN -1 ELSE 1 END`,
  tokens: Prisma.raw(
    `CASE WHEN e.usage_source = 'none' THEN 0 ELSE ${TOKEN_COLUMNS.map((column) => `e.${column}`).join(' + ')} END`,
  ),
  money: Prisma.sql`e.charge`,
};

/** Whether the limit keeps a count over a calendar period. */
export function isPeriodLimit(limit: Limit): limit is PeriodLimit {
  return limit.kind === 'quota' || limit.kind === 'budget';
}

/** When the period of the limit that holds `now` began. */
export function periodStart(limit: PeriodLimit, now: Date, timeZone: string): Date {
  const period = limit.period === 'day' ? dayPeriod : monthPeriod;
  return new Date(period(now.getTime(), timeZone).startMs);
}

/** Of these limits, those whose count isn't one that `before` kept already. What counts apart begins at zero. */
export function newlyCounted(before: readonly Limit[], after: readonly Limit[]): PeriodLimit[] {
  const kept = new Set(before.filter(isPeriodLimit).map(countKey));
  return after.filter(isPeriodLimit).filter((limit) => limit.per === undefined && !kept.has(countKey(limit)));
}

function countKey(limit: PeriodLimit): string {
  return JSON.stringify([limit.name, countsOf(limit), limit.period, limit.per, [...(limit.models ?? [])].sort()]);
}

function countsOf(limit: PeriodLimit): LimitCounts {
  return limit.kind === 'budget' ? 'money' : limit.unit;
}

/** Adds up the running period of these limits for each owner, and has Redis told. Owners' tenants are locked. */
export async function countPeriods(
  tx: Transaction,
  asked: { level: NamedLimitLevel; owners: readonly CountedOwner[]; limits: readonly PeriodLimit[]; now: Date },
): Promise<void> {
  const { level, owners, limits, now } = asked;
  await countScopes(
    tx,
    owners,
    limits.map((limit) => ({
      counts: countsOf(limit),
      column: COLUMNS[level],
      models: limit.models ?? null,
      scopeOf: ({ id }) => limitScope({ level, id, name: limit.name, counts: countsOf(limit) }),
      startOf: ({ timeZone }) => periodStart(limit, now, timeZone),
    })),
  );
}

/** The same of the monthly quota of requests that a plan has beside its limits of a name. */
export async function countMonths(tx: Transaction, owners: readonly CountedOwner[], now: Date): Promise<void> {
  const scopeOf = ({ id }: CountedOwner) => `sub:${id}`;
  const startOf = ({ timeZone }: CountedOwner) => new Date(monthPeriod(now.getTime(), timeZone).startMs);
  await countScopes(tx, owners, [{ counts: 'requests', column: COLUMNS.subscription, models: null, scopeOf, startOf }]);
}

interface Count {
  counts: LimitCounts;
  column: Prisma.Sql;
  models: readonly string[] | null;
  scopeOf: (owner: CountedOwner) => string;
  startOf: (owner: CountedOwner) => Date;
}

async function countScopes(tx: Transaction, owners: readonly CountedOwner[], counts: readonly Count[]): Promise<void> {
  if (owners.length === 0 || counts.length === 0) return;
  const tenantIds = owners.map(({ tenantId }) => tenantId);
  await tx.$queryRaw`
    SELECT FROM ledger_accounts WHERE tenant_id = ANY(${tenantIds}::uuid[]) AND kind = 'customer_balance'
    ORDER BY tenant_id, id FOR UPDATE`;
  for (const count of counts) await addUp(tx, owners, count);
  const byTenant = Map.groupBy(owners, ({ tenantId }) => tenantId);
  for (const [tenantId, own] of byTenant) {
    const scopes = own.flatMap((owner) => counts.map(({ scopeOf }) => scopeOf(owner)));
    await enqueue(tx, 'quotas.counted', { tenantId, scopes });
  }
}

async function addUp(tx: Transaction, owners: readonly CountedOwner[], count: Count): Promise<void> {
  const starts = owners.map((owner) => count.startOf(owner));
  await tx.$executeRaw`
    INSERT INTO quota_usage (tenant_id, scope, period_start, used)
    SELECT o.tenant_id, o.scope, o.start, coalesce(sum(${AMOUNTS[count.counts]}), 0)
    FROM unnest(${owners.map(({ tenantId }) => tenantId)}::uuid[], ${owners.map(({ id }) => id)}::uuid[],
                ${owners.map((owner) => count.scopeOf(owner))}::text[],
                ${starts.map((start) => start.toISOString())}::timestamptz[],
                ${starts.map((start) => idFloor(start.getTime()))}::uuid[]) AS o (tenant_id, id, scope, start, floor)
    LEFT JOIN usage_events e
      ON e.tenant_id = o.tenant_id AND e.id >= o.floor AND e.${count.column} = o.id AND e.environment = 'live'
     AND (${count.models}::text[] IS NULL OR e.model = ANY(${count.models}::text[]))
    GROUP BY o.tenant_id, o.scope, o.start
    ON CONFLICT (tenant_id, scope, period_start) DO UPDATE SET used = excluded.used`;
}
