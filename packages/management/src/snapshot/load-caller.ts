import type { Database } from '@turnpike/db/client';
import type { Residency } from '@turnpike/domain/residency';

/** A key with everything the request path decides by. Ids are uuids, times unix ms, the epoch a bigint's text. */
export interface CallerRow {
  keyId: string;
  applicationId: string;
  tenantId: string;
  environment: 'live' | 'test';
  keyState: 'active' | 'disabled' | 'revoked';
  keyExpiresAtMs: number | null;
  tenantStatus: 'active' | 'suspended';
  tenantTimeZone: string;
  billingMode: 'prepaid' | 'postpaid';
  currency: string | null;
  epoch: string;
  /** Where its calls may be served; null for anywhere. */
  residency: Residency | null;
  /** Active ones, oldest first. */
  subscriptions: { id: string; productId: string; planId: string }[];
}

/** One round trip: it stands between an unknown key and its first answer. */
const CALLER = `
  SELECT k.id AS "keyId", k.application_id AS "applicationId", k.tenant_id AS "tenantId", k.environment,
         CASE WHEN k.revoked_at IS NOT NULL OR a.archived_at IS NOT NULL THEN 'revoked'
              WHEN k.disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS "keyState",
         (extract(epoch FROM k.expires_at) * 1000)::float8 AS "keyExpiresAtMs",
         t.status AS "tenantStatus", t.time_zone AS "tenantTimeZone", t.billing_mode AS "billingMode",
         t.currency, t.epoch::text AS epoch,
         CASE WHEN cardinality(t.residency_regions) > 0 OR t.max_retention_days IS NOT NULL
              THEN json_build_object('regions', t.residency_regions, 'maxRetentionDays', t.max_retention_days)
              END AS residency,
         coalesce((SELECT json_agg(json_build_object('id', s.id, 'productId', s.product_id, 'planId', s.plan_id) ORDER BY s.id)
                   FROM subscriptions s
                   WHERE s.application_id = k.application_id AND s.status = 'active'), '[]') AS subscriptions
  FROM api_keys k
  JOIN applications a ON a.id = k.application_id
  JOIN tenants t ON t.id = k.tenant_id`;

/** The caller behind a key's stored hash; null when there is no such key. */
export async function loadCallerByKeyHash(db: Database, hash: Buffer): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<CallerRow>(`${CALLER} WHERE k.hash = $1`, [hash]);
  return rows[0] ?? null;
}

/** The caller of a key by the key's own id, for what is done in its name later; null when there is no such key. */
export async function loadCallerById(db: Database, keyId: string): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<CallerRow>(`${CALLER} WHERE k.id = $1`, [keyId]);
  return rows[0] ?? null;
}
