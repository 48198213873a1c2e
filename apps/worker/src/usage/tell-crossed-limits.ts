/**
 * Tells a tenant's webhooks and people when a quota or budget that somebody set is nearly, or wholly, used. In the
 * transaction that counts, of counts that it changed: a repeated batch changes none, so it tells nothing. Limits that
 * count apart for users, models or addresses tell nobody: there may be one for each user.
 */
import { type Limit, LimitsSchema } from '@turnpike/contracts/limits';
import type { WebhookEventData } from '@turnpike/contracts/webhook-event';
import { type IdKind, publicId } from '@turnpike/domain/ids';
import { type NamedLimit, type NamedLimitLevel, readLimitScope } from '@turnpike/domain/limit-scope';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { dayPeriod, monthPeriod } from '@turnpike/domain/period';
import type pg from 'pg';
import { membersAllowed, notifyPeople, requestMail } from '../notices/notify-members.js';
import { emitEvent } from '../outbox/emit-event.js';
import type { QuotaCount } from './quota-usage.js';

/** Of a quota, which can't be told when to warn. */
const WARN_AT_PERCENT = 80;

/** Everything that owns a limit of one of these ids, with what is in force now. Ids are unique over all of them. */
const OWNERS = `
  SELECT o.id, o.kind, o.name, o.limits, t.time_zone AS "timeZone", t.currency, t.name AS tenant
  FROM (
    SELECT id, 'tenant' AS kind, name, limits, id AS tenant_id FROM tenants WHERE id = $1
    UNION ALL
    SELECT id, 'application', name, limits, tenant_id FROM applications WHERE tenant_id = $1 AND id = ANY($2::uuid[])
    UNION ALL
    SELECT id, 'key', name, limits, tenant_id FROM api_keys WHERE tenant_id = $1 AND id = ANY($2::uuid[])
    UNION ALL
    SELECT id, 'oauthClient', name, limits, tenant_id FROM oauth_clients WHERE tenant_id = $1 AND id = ANY($2::uuid[])
    UNION ALL
    SELECT s.id, 'subscription', a.name, coalesce(
             (SELECT limits FROM limit_overrides WHERE subscription_id = s.id AND (ends_at IS NULL OR ends_at > now())),
             (SELECT limits FROM plan_versions v WHERE v.plan_id = s.plan_id AND v.effective_from <= now()
              ORDER BY v.effective_from DESC, v.version DESC LIMIT 1)), s.tenant_id
    FROM subscriptions s JOIN applications a ON a.id = s.application_id
    WHERE s.tenant_id = $1 AND s.id = ANY($2::uuid[])
  ) o JOIN tenants t ON t.id = o.tenant_id`;

interface Owner {
  id: string;
  kind: Extract<IdKind, NamedLimitLevel | 'oauthClient'>;
  name: string;
  limits: unknown;
  timeZone: string;
  currency: string | null;
  tenant: string;
}

type PeriodLimit = Extract<Limit, { kind: 'quota' | 'budget' }>;
type Outcome = 'warned' | 'exhausted';

/** `counts` are those of one tenant that the transaction changed. */
export async function tellCrossedLimits(
  client: pg.ClientBase,
  tenantId: string,
  counts: readonly QuotaCount[],
): Promise<void> {
  const risen = counts.flatMap((count) => {
    const named = count.after.gt(count.before) ? readLimitScope(count.scope) : null;
    return named === null ? [] : [{ count, named }];
  });
  if (risen.length === 0) return;
  const { rows } = await client.query<Owner>(OWNERS, [tenantId, risen.map(({ named }) => named.id)]);
  for (const { count, named } of risen) {
    const owner = rows.find(({ id }) => id === named.id);
    const limit = owner === undefined ? undefined : limitOf(owner, named);
    if (owner === undefined || limit === undefined) continue;
    const outcome = outcomeOf(count, limit);
    const resetsAtMs = endOf(limit, count.periodStartMs, owner.timeZone);
    // A period that is over has nothing left to run out of.
    if (outcome !== null && resetsAtMs > Date.now())
      await tell(client, tenantId, { owner, limit, named, outcome, used: count.after, resetsAtMs });
  }
}

function limitOf(owner: Owner, { name, counts }: NamedLimit): PeriodLimit | undefined {
  const limits = LimitsSchema.safeParse(owner.limits ?? []).data ?? [];
  return limits
    .filter((limit) => limit.kind === 'quota' || limit.kind === 'budget')
    .find((limit) => limit.name === name && limit.per === undefined && countsOf(limit) === counts);
}

function countsOf(limit: PeriodLimit): NamedLimit['counts'] {
  return limit.kind === 'budget' ? 'money' : limit.unit;
}

function allowedBy(limit: PeriodLimit): Decimal {
  return new Decimal(limit.kind === 'budget' ? limit.amount : limit.limit);
}

/** What the count went past, the later of two marks. */
function outcomeOf({ before, after }: QuotaCount, limit: PeriodLimit): Outcome | null {
  const all = allowedBy(limit);
  const percent = limit.kind === 'budget' ? limit.warnAtPercent : WARN_AT_PERCENT;
  const crosses = (mark: Decimal) => before.lt(mark) && after.gte(mark);
  if (crosses(all)) return 'exhausted';
  return crosses(all.times(percent).div(100)) ? 'warned' : null;
}

function endOf(limit: PeriodLimit, startMs: number, timeZone: string): number {
  return (limit.period === 'day' ? dayPeriod : monthPeriod)(startMs, timeZone).endMs;
}

interface Crossing {
  owner: Owner;
  limit: PeriodLimit;
  named: NamedLimit;
  outcome: Outcome;
  used: Decimal;
  resetsAtMs: number;
}

async function tell(client: pg.ClientBase, tenantId: string, crossing: Crossing): Promise<void> {
  const { owner, limit, named, outcome } = crossing;
  const isBudget = limit.kind === 'budget';
  const kind = `${limit.kind}.${outcome}` as const;
  const data: WebhookEventData<typeof kind> = {
    name: limit.name,
    level: named.level,
    ownerId: publicId(owner.kind, owner.id),
    ownerName: owner.name,
    unit: named.counts,
    used: formatAmount(crossing.used),
    allowed: formatAmount(allowedBy(limit)),
    currency: isBudget ? owner.currency : null,
    period: limit.period,
    stop: isBudget ? limit.stop : null,
    resetsAt: new Date(crossing.resetsAtMs).toISOString(),
  };
  await emitEvent(client, { tenantId, type: kind, data });
  const people = await membersAllowed(client, tenantId, isBudget ? 'payment:create' : 'limit:write');
  const texts = Object.entries(data).map(([name, value]): [string, string] => [name, value ?? '']);
  await notifyPeople(client, people, { tenantId, kind, data: Object.fromEntries(texts) });
  if (!isBudget) return;
  const { used, allowed } = data;
  const figures = { used, allowed, currency: owner.currency ?? '', stop: limit.stop };
  for (const { email } of people)
    await requestMail(client, {
      template: 'budget_crossed',
      to: email,
      tenant: owner.tenant,
      budget: limit.name,
      outcome,
      ...figures,
    });
}
