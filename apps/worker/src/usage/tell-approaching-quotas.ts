import { publicId } from '@turnpike/domain/ids';
import { monthPeriod } from '@turnpike/domain/period';
import type pg from 'pg';
import { membersAllowed, notifyPeople } from '../notices/notify-members.js';
import { emitEvent } from '../outbox/emit-event.js';
import type { QuotaCount } from './quota-usage.js';

/** A subscription's live calls; test calls count under a scope of their own and warn nobody. */
const SUBSCRIPTION = /^sub:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Four fifths. In whole numbers: ten times what is used against eight times what is allowed. */
const USED = 10;
const ALLOWED = 8;

/** The quota of the plan's version in force, as the catalogue says it. */
const SUBSCRIPTIONS = `
  SELECT s.id, t.time_zone AS "timeZone", a.name AS application, p.name AS product, version.quota::float8 AS allowed
  FROM subscriptions s
  JOIN tenants t ON t.id = s.tenant_id
  JOIN applications a ON a.id = s.application_id
  JOIN products p ON p.id = s.product_id
  CROSS JOIN LATERAL (
    SELECT quota_per_month AS quota FROM plan_versions v WHERE v.plan_id = s.plan_id AND v.effective_from <= now()
    ORDER BY v.effective_from DESC, v.version DESC LIMIT 1
  ) version
  WHERE s.tenant_id = $1 AND s.id = ANY($2::uuid[]) AND version.quota IS NOT NULL`;

interface Row {
  id: string;
  timeZone: string;
  application: string;
  product: string;
  allowed: number;
}

/**
 * Tells a tenant's webhooks, and its people who may pay, when a subscription's month crosses four fifths of its quota. In
 * the transaction that counts, of counts that it changed: a repeated batch changes none, so it tells nothing.
 */
export async function tellApproachingQuotas(
  client: pg.ClientBase,
  tenantId: string,
  counts: readonly QuotaCount[],
): Promise<void> {
  const risen = counts.flatMap((count) => {
    const id = SUBSCRIPTION.exec(count.scope)?.[1];
    if (id === undefined || count.after.lte(count.before)) return [];
    return [{ ...count, id, before: count.before.toNumber(), after: count.after.toNumber() }];
  });
  if (risen.length === 0) return;
  const { rows } = await client.query<Row>(SUBSCRIPTIONS, [tenantId, risen.map(({ id }) => id)]);
  for (const { id, before, after, periodStartMs } of risen) {
    const found = rows.find((row) => row.id === id);
    if (found === undefined) continue;
    const mark = found.allowed * ALLOWED;
    if (before * USED >= mark || after * USED < mark) continue;
    const resetsAtMs = monthPeriod(periodStartMs, found.timeZone).endMs;
    // A month that is over has no limit left to approach.
    if (resetsAtMs > Date.now()) await tell(client, tenantId, { ...found, used: after, resetsAtMs });
  }
}

async function tell(
  client: pg.ClientBase,
  tenantId: string,
  crossing: Row & { used: number; resetsAtMs: number },
): Promise<void> {
  const { id, application, product, used, allowed } = crossing;
  const subscriptionId = publicId('subscription', id);
  const resetsAt = new Date(crossing.resetsAtMs).toISOString();
  const data = { subscriptionId, limit: 'quota_per_month', used, allowed, resetsAt } as const;
  await emitEvent(client, { tenantId, type: 'billing.limit_approaching', data });
  await notifyPeople(client, await membersAllowed(client, tenantId, 'payment:create'), {
    tenantId,
    kind: 'billing.limit_approaching',
    data: { subscriptionId, application, product, used: String(used), allowed: String(allowed), resetsAt },
  });
}
