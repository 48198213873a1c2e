import { type AccessRule, AccessRuleSchema, type AuthPolicy, AuthPolicySchema } from '@turnpike/contracts/access';
import { type Limit, LimitsSchema } from '@turnpike/contracts/limits';
import type { Database } from '@turnpike/db/client';
import type { Residency } from '@turnpike/domain/residency';
import type { SignatureKey } from '@turnpike/signatures/signature-key';

/** What a credential may do beyond being its application's; null lists are for no bounds. */
export interface CredentialTermsRow {
  kind: 'api_key' | 'client_token' | 'access_token' | 'external_token' | 'signature';
  scopes: string[] | null;
  models: string[] | null;
  addresses: string[] | null;
  limits: Limit[];
  endUser: string | null;
  userId: string | null;
  /** What its signatures are verified with; of signing secrets alone. */
  signatureKey?: SignatureKey;
  /** The key that made it, whose limits count for it too; of client tokens alone. */
  parent?: { keyId: string; limits: Limit[] };
}

/** What tenant and application say of all their credentials. */
export interface AccountTermsRow {
  tenantAddresses: string[] | null;
  applicationAddresses: string[] | null;
  tenantLimits: Limit[];
  applicationLimits: Limit[];
  auth: AuthPolicy | null;
  rules: { id: string; name: string; isPlatform: boolean; rule: AccessRule }[];
  overrides: { subscriptionId: string; limits: Limit[]; endsAtMs: number | null }[];
  certificates: { fingerprint: string; notAfterMs: number }[];
  weight: number;
}

/** Everything the request path knows of an application. Ids are uuids, times unix ms, the epoch a bigint's text. */
export interface AccountRow {
  applicationId: string;
  tenantId: string;
  tenantStatus: 'active' | 'suspended';
  tenantTimeZone: string;
  billingMode: 'prepaid' | 'postpaid';
  currency: string | null;
  epoch: string;
  /** Where its calls may be served; null for anywhere. */
  residency: Residency | null;
  /** Null: nothing beyond the usual. */
  accountTerms: AccountTermsRow | null;
  /** Active ones, oldest first. */
  subscriptions: { id: string; productId: string; planId: string }[];
}

/** A credential with everything the request path decides by. */
export interface CallerRow extends AccountRow {
  keyId: string;
  environment: 'live' | 'test';
  keyState: 'active' | 'disabled' | 'revoked';
  keyExpiresAtMs: number | null;
  /** Null: a plain key. */
  terms: CredentialTermsRow | null;
}

/** Columns of an application `a` with its tenant `t`, for {@link accountOf}. */
export const ACCOUNT_COLUMNS = `
  a.id AS "applicationId", a.tenant_id AS "tenantId",
  t.status AS "tenantStatus", t.time_zone AS "tenantTimeZone", t.billing_mode AS "billingMode",
  t.currency, t.epoch::text AS epoch,
  CASE WHEN cardinality(t.residency_regions) > 0 OR t.max_retention_days IS NOT NULL
       THEN json_build_object('regions', t.residency_regions, 'maxRetentionDays', t.max_retention_days)
       END AS residency,
  t.addresses AS "tenantAddresses", a.addresses AS "applicationAddresses",
  t.limits AS "tenantLimits", a.limits AS "applicationLimits", a.auth, t.weight,
  (SELECT json_agg(json_build_object('id', p.id, 'name', p.name, 'isPlatform', p.tenant_id IS NULL,
                                     'rule', p.rule) ORDER BY p.id)
   FROM access_policies p
   WHERE (p.tenant_id = t.id OR p.tenant_id IS NULL) AND p.enabled AND p.rule->>'realm' = 'call') AS rules,
  (SELECT json_agg(json_build_object('subscriptionId', o.subscription_id, 'limits', o.limits,
                                     'endsAtMs', extract(epoch FROM o.ends_at) * 1000))
   FROM limit_overrides o JOIN subscriptions os ON os.id = o.subscription_id
   WHERE os.application_id = a.id AND (o.ends_at IS NULL OR o.ends_at > now())) AS overrides,
  (SELECT json_agg(json_build_object('fingerprint', cc.fingerprint,
                                     'notAfterMs', extract(epoch FROM cc.not_after) * 1000))
   FROM client_certificates cc WHERE cc.application_id = a.id) AS certificates,
  coalesce((SELECT json_agg(json_build_object('id', s.id, 'productId', s.product_id, 'planId', s.plan_id) ORDER BY s.id)
            FROM subscriptions s
            WHERE s.application_id = a.id AND s.status = 'active'), '[]') AS subscriptions`;

type Stored<Name extends string> = Record<Name, unknown>;
type StoredAccount = Omit<AccountRow, 'accountTerms'> &
  Pick<AccountTermsRow, 'weight'> &
  Stored<'tenantLimits' | 'applicationLimits' | 'auth'> & {
    tenantAddresses: string[];
    applicationAddresses: string[];
    rules: { id: string; name: string; isPlatform: boolean; rule: unknown }[] | null;
    overrides: { subscriptionId: string; limits: unknown; endsAtMs: number | null }[] | null;
    certificates: AccountTermsRow['certificates'] | null;
  };

/** An account of {@link ACCOUNT_COLUMNS}. */
export function accountOf<T extends StoredAccount>(row: T) {
  const { tenantAddresses, applicationAddresses, tenantLimits, applicationLimits, ...rest } = row;
  const { auth, weight, rules, overrides, certificates, ...account } = rest;
  const terms: AccountTermsRow = {
    tenantAddresses: listOrNull(tenantAddresses),
    applicationAddresses: listOrNull(applicationAddresses),
    tenantLimits: limitsOf(tenantLimits),
    applicationLimits: limitsOf(applicationLimits),
    auth: auth === null ? null : (AuthPolicySchema.safeParse(auth).data ?? NOBODY),
    rules: (rules ?? []).map(({ rule, ...named }) => ({
      ...named,
      rule: AccessRuleSchema.safeParse(rule).data ?? DENY,
    })),
    overrides: (overrides ?? []).map((override) => ({ ...override, limits: limitsOf(override.limits) })),
    certificates: certificates ?? [],
    weight,
  };
  return { ...account, accountTerms: isUsual(terms) ? null : terms };
}

/** Where what must be shown can't be read, nothing is enough; what a rule that can't be read would deny is denied. */
const NOBODY: AuthPolicy = { accepts: [] };
const DENY: AccessRule = { realm: 'call', effect: 'deny', conditions: [] };

function isUsual(terms: AccountTermsRow): boolean {
  const { tenantAddresses, applicationAddresses, auth, weight } = terms;
  const isBare = tenantAddresses === null && applicationAddresses === null && auth === null && weight === 1;
  const lists = [terms.tenantLimits, terms.applicationLimits, terms.rules, terms.overrides, terms.certificates];
  return isBare && lists.every((list) => list.length === 0);
}

/** An empty list is no bound. */
export function listOrNull(list: string[] | null): string[] | null {
  return list === null || list.length === 0 ? null : list;
}

/** Limits as they were stored. */
export function limitsOf(stored: unknown): Limit[] {
  return stored === null || stored === undefined ? [] : (LimitsSchema.safeParse(stored).data ?? []);
}

/** One round trip: it stands between an unknown key and its first answer. A client token lives as long as its key. */
const CALLER = `
  SELECT k.id AS "keyId", k.environment,
         CASE WHEN k.revoked_at IS NOT NULL OR a.archived_at IS NOT NULL THEN 'revoked'
              WHEN k.purpose = 'client' AND (p.id IS NULL OR p.revoked_at IS NOT NULL) THEN 'revoked'
              WHEN k.disabled_at IS NOT NULL OR p.disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS "keyState",
         (extract(epoch FROM least(k.expires_at, p.expires_at)) * 1000)::float8 AS "keyExpiresAtMs",
         p.id AS "parentId", p.scopes AS "parentScopes", p.models AS "parentModels", p.limits AS "parentLimits",
         k.purpose, k.scopes AS "keyScopes", k.models AS "keyModels", k.addresses AS "keyAddresses",
         k.limits AS "keyLimits", k.end_user AS "keyEndUser", ${ACCOUNT_COLUMNS}
  FROM api_keys k
  JOIN applications a ON a.id = k.application_id
  JOIN tenants t ON t.id = k.tenant_id
  LEFT JOIN api_keys p ON p.id = k.parent_id AND k.purpose = 'client'`;

type StoredKey = StoredAccount &
  Omit<CallerRow, keyof AccountRow | 'terms'> & {
    purpose: string;
    keyScopes: string[];
    keyModels: string[];
    keyAddresses: string[];
    keyLimits: unknown;
    keyEndUser: string | null;
    parentId: string | null;
    parentScopes: string[] | null;
    parentModels: string[] | null;
    parentLimits: unknown;
  };

function callerOf(row: StoredKey): CallerRow {
  const { purpose, keyScopes, keyModels, keyAddresses, keyLimits, keyEndUser, ...others } = row;
  const { parentId: _id, parentScopes: _scopes, parentModels: _models, parentLimits: _limits, ...rest } = others;
  if (purpose === 'client') return { ...accountOf(rest), terms: clientTermsOf(row) };
  const terms: CredentialTermsRow = {
    kind: 'api_key',
    scopes: listOrNull(keyScopes),
    models: listOrNull(keyModels),
    addresses: listOrNull(keyAddresses),
    limits: limitsOf(keyLimits),
    endUser: keyEndUser,
    userId: null,
  };
  const isPlain = !terms.scopes && !terms.models && !terms.addresses && terms.limits.length === 0;
  return { ...accountOf(rest), terms: isPlain ? null : terms };
}

/**
 * A client token may do what its key may do now, of models what both may. Its calls count for both. Where the key may be
 * used from says nothing of the phone that holds the token.
 */
function clientTermsOf(row: StoredKey): CredentialTermsRow {
  const [own, parents] = [listOrNull(row.keyModels), listOrNull(row.parentModels)];
  return {
    kind: 'client_token',
    scopes: listOrNull(row.parentScopes),
    models: own === null || parents === null ? (own ?? parents) : own.filter((model) => parents.includes(model)),
    addresses: null,
    limits: limitsOf(row.keyLimits),
    endUser: row.keyEndUser,
    userId: null,
    ...(row.parentId === null ? {} : { parent: { keyId: row.parentId, limits: limitsOf(row.parentLimits) } }),
  };
}

/** The caller behind a key's stored hash, or one of the hashes it may be stored under; null when there is no such key. */
export async function loadCallerByKeyHash(db: Database, ...hashes: Uint8Array[]): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<StoredKey>(`${CALLER} WHERE k.hash = ANY($1::bytea[])`, [hashes]);
  return rows[0] === undefined ? null : callerOf(rows[0]);
}

/** The caller of a key by the key's own id, for what is done in its name later; null when there is no such key. */
export async function loadCallerById(db: Database, keyId: string): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<StoredKey>(`${CALLER} WHERE k.id = $1`, [keyId]);
  return rows[0] === undefined ? null : callerOf(rows[0]);
}
