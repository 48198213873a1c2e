/** Tells Redis what quotas and budgets of a tenant have counted, when it was added up anew. */
import { confirmEvents } from '@turnpike/limits/balance';
import type { KeySpace } from '@turnpike/limits/keys';
import { recordedQuota } from '@turnpike/limits/recorded-quota';
import type { Redis } from 'ioredis';
import type pg from 'pg';

/** The newest period of each: the one that was added up. Older ones are over. */
const SELECT_NEWEST = `
  SELECT DISTINCT ON (q.scope) q.scope, (extract(epoch FROM q.period_start) * 1000)::float8 AS "startMs",
         q.used::text AS used, coalesce(t.currency, 'USD') AS currency
  FROM quota_usage q JOIN tenants t ON t.id = q.tenant_id
  WHERE q.tenant_id = $1 AND q.scope = ANY($2::text[])
  ORDER BY q.scope, q.period_start DESC`;

/** Posts those counts. One that is lower than what Redis knows changes nothing there. */
export async function postTenantQuotas(
  context: { pool: pg.Pool; redis: Redis; keys: KeySpace },
  tenantId: string,
  scopes: readonly string[],
): Promise<void> {
  const { rows } = await context.pool.query<{ scope: string; startMs: number; used: string; currency: string }>(
    SELECT_NEWEST,
    [tenantId, scopes],
  );
  const quotas = rows.map(({ currency, ...row }) => recordedQuota(row, currency));
  if (quotas.length > 0) await confirmEvents(context, { tenantId, eventIds: [], balance: null, quotas });
}
