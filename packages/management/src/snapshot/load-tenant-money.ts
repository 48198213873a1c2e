import type { Database } from '@turnpike/db/client';

/** What admission must know of a tenant that Redis doesn't hold. `posted` is a decimal string. */
export interface TenantMoneyRow {
  epoch: string;
  currency: string | null;
  posted: string;
  version: string;
  /** Requests, tokens or money, by the scope: decimal strings. */
  quotas: { scope: string; startMs: number; used: string }[];
}

/** Of periods that may still be open: months begin at most this long ago, in any time zone. */
const OPEN_PERIOD_DAYS = 33;

const QUESTION = `
  SELECT t.epoch::text AS epoch, t.currency,
         coalesce(l.balance, 0)::text AS posted, coalesce(l.version, 0)::text AS version,
         coalesce((SELECT json_agg(json_build_object('scope', q.scope, 'used', q.used::text,
                                                     'startMs', (extract(epoch FROM q.period_start) * 1000)::bigint))
                   FROM quota_usage q
                   WHERE q.tenant_id = t.id AND q.period_start > now() - make_interval(days => $2)), '[]') AS quotas
  FROM tenants t
  LEFT JOIN ledger_accounts l ON l.tenant_id = t.id AND l.kind = 'customer_balance' AND l.currency = t.currency
  WHERE t.id = $1`;

/** Null when there is no such tenant. */
export async function loadTenantMoney(db: Database, tenantId: string): Promise<TenantMoneyRow | null> {
  const { rows } = await db.pool.query<TenantMoneyRow>(QUESTION, [tenantId, OPEN_PERIOD_DAYS]);
  return rows[0] ?? null;
}
