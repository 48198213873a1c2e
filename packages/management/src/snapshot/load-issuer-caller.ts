/** Callers behind tokens of tenants' own identity providers, for the request path. */
import type { Database } from '@turnpike/db/client';
import { ACCOUNT_COLUMNS, accountOf, type CallerRow } from './load-caller.js';

/** One tenant's trust in an issuer. */
export interface TrustedIssuer {
  id: string;
  applicationClaim: string | null;
  /** Values of that claim -> application id. */
  applications: Record<string, string>;
  defaultApplicationId: string | null;
  userClaim: string;
  scopeClaim: string | null;
}

const ISSUERS = `
  SELECT id, application_claim AS "applicationClaim", applications, default_application_id AS "defaultApplicationId",
         user_claim AS "userClaim", scope_claim AS "scopeClaim"
  FROM token_issuers WHERE issuer = $1 AND audience = ANY($2::text[]) AND disabled_at IS NULL`;

/** Who trusts that issuer for one of these audiences. */
export async function loadTrustedIssuers(
  db: Database,
  { issuer, audiences }: { issuer: string; audiences: readonly string[] },
): Promise<TrustedIssuer[]> {
  const { rows } = await db.pool.query<TrustedIssuer>(ISSUERS, [issuer, audiences]);
  return rows;
}

/** Every issuer that somebody trusts. */
export async function loadIssuerNames(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ issuer: string }>(
    'SELECT DISTINCT issuer FROM token_issuers WHERE disabled_at IS NULL',
  );
  return rows.map(({ issuer }) => issuer);
}

const CALLER = `
  SELECT i.id AS "keyId", i.environment,
         CASE WHEN a.archived_at IS NOT NULL THEN 'revoked' WHEN i.disabled_at IS NOT NULL THEN 'disabled'
              ELSE 'active' END AS "keyState", ${ACCOUNT_COLUMNS}
  FROM token_issuers i
  JOIN applications a ON a.id = $2::uuid AND a.tenant_id = i.tenant_id
  JOIN tenants t ON t.id = i.tenant_id
  WHERE i.id = $1`;

type Row = Parameters<typeof accountOf>[0] & Pick<CallerRow, 'keyId' | 'environment' | 'keyState'>;

/** An application as called by tokens of an issuer; null when either is gone. What a token says is still to be put in. */
export async function loadIssuerCaller(
  db: Database,
  { issuerId, applicationId }: { issuerId: string; applicationId: string },
): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<Row>(CALLER, [issuerId, applicationId]);
  const [row] = rows;
  if (row === undefined) return null;
  const terms: CallerRow['terms'] = {
    kind: 'external_token',
    scopes: null,
    models: null,
    addresses: null,
    limits: [],
    endUser: null,
    userId: null,
  };
  return { ...accountOf(row), keyExpiresAtMs: null, terms };
}

/** The same for what is done in an issuer's name later, where it speaks for one application alone. */
export async function loadIssuerCallerById(db: Database, issuerId: string): Promise<CallerRow | null> {
  const { rows } = await db.pool.query<Pick<TrustedIssuer, 'applications' | 'defaultApplicationId'>>(
    `SELECT applications, default_application_id AS "defaultApplicationId" FROM token_issuers WHERE id = $1`,
    [issuerId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const other = row.defaultApplicationId === null ? [] : [row.defaultApplicationId];
  const [applicationId, ...more] = new Set([...Object.values(row.applications), ...other]);
  if (applicationId === undefined || more.length > 0) return null;
  return loadIssuerCaller(db, { issuerId, applicationId });
}
