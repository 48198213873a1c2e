/** Tells Redis a tenant's balance as the ledger has it. */
import { Decimal, toBaseUnitsDown } from '@turnpike/domain/money';
import { type PostedBalance, postBalance } from '@turnpike/limits/balance';
import type { KeySpace } from '@turnpike/limits/keys';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { PostedVersions } from '../usage/posted-versions.js';

export interface BalanceContext {
  pool: pg.Pool;
  redis: Redis;
  keys: KeySpace;
  versions: PostedVersions;
}

const SELECT_BALANCES = `
  SELECT account.tenant_id, account.balance, account.version, account.currency
  FROM ledger_accounts account JOIN tenants tenant ON tenant.id = account.tenant_id
  WHERE account.tenant_id = ANY($1::uuid[]) AND account.kind = 'customer_balance'
    AND account.currency = coalesce(tenant.currency, account.currency)`;

interface BalanceRow {
  tenant_id: string;
  balance: string;
  version: string;
  currency: string;
}

/** Balances of these tenants in base units; a tenant without an account is left out. */
export async function readBalances(pool: pg.Pool, tenantIds: readonly string[]): Promise<Map<string, PostedBalance>> {
  const { rows } = await pool.query<BalanceRow>(SELECT_BALANCES, [tenantIds]);
  return new Map(
    rows.map((row) => {
      const posted = toBaseUnitsDown(new Decimal(row.balance), row.currency);
      return [row.tenant_id, { posted, version: row.version }];
    }),
  );
}

/** Posts one tenant's balance. An older version than the one Redis knows changes nothing there. */
export async function postTenantBalance(context: BalanceContext, tenantId: string): Promise<void> {
  const balance = (await readBalances(context.pool, [tenantId])).get(tenantId);
  if (balance === undefined) return;
  await postBalance(context, tenantId, balance);
  context.versions.posted(tenantId, balance.version);
}
