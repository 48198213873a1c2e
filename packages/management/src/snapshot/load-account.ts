import type { Database } from '@turnpike/db/client';
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from './load-caller.js';

const ACCOUNT = `
  SELECT ${ACCOUNT_COLUMNS}
  FROM applications a
  JOIN tenants t ON t.id = a.tenant_id
  WHERE a.id = $1`;

/** An application with all that the request path knows of it, whoever calls; null when there is no such one. */
export async function loadAccount(db: Database, applicationId: string): Promise<AccountRow | null> {
  const { rows } = await db.pool.query<Parameters<typeof accountOf>[0]>(ACCOUNT, [applicationId]);
  return rows[0] === undefined ? null : accountOf(rows[0]);
}
