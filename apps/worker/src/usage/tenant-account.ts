/** The tenant's balance account: the lock that serialises a tenant's money, and the balance Redis is told. */
import { newId } from '@turnpike/domain/ids';
import { Decimal, toBaseUnitsDown } from '@turnpike/domain/money';
import type { PostedBalance } from '@turnpike/limits/balance';
import type pg from 'pg';
import { TenantRefusedError } from './event-refused.js';

/** A tenant's `customer_balance` account. */
export interface TenantAccount {
  id: string;
  tenantId: string;
  currency: string;
  balance: Decimal;
  version: string;
}

/** The accounts a charge is posted to. */
const CHARGED_ACCOUNTS = ['customer_balance', 'overrun', 'revenue'];

const SELECT_TENANT = `
  SELECT currency, (
    SELECT count(*)::int FROM ledger_accounts account
    WHERE account.tenant_id = tenant.id AND account.currency = coalesce(tenant.currency, $2)
      AND account.kind = ANY($3::"AccountKind"[])
  ) AS accounts
  FROM tenants tenant WHERE id = $1`;

const INSERT_ACCOUNTS = `
  INSERT INTO ledger_accounts (id, tenant_id, kind, currency)
  SELECT id, $1::uuid, kind, $2 FROM unnest($3::uuid[], $4::"AccountKind"[]) AS account (id, kind)
  ON CONFLICT (tenant_id, kind, currency) DO NOTHING`;

const LOCK_ACCOUNT = `
  SELECT id, balance, version FROM ledger_accounts
  WHERE tenant_id = $1 AND kind = 'customer_balance' AND currency = $2 FOR UPDATE`;

/**
 * Locks the tenant's balance account until the transaction ends. Whoever moves a tenant's money takes this lock first, so
 * no two wait for each other; for the same reason missing accounts are made before it, because a new one waits for
 * whoever holds the tenant's row. A tenant whose currency isn't fixed yet gets `fallbackCurrency`.
 * @throws {TenantRefusedError} when there is no such tenant.
 */
export async function lockAccount(
  client: pg.ClientBase,
  tenantId: string,
  fallbackCurrency: string,
): Promise<TenantAccount> {
  const tenants = await client.query<{ currency: string | null; accounts: number }>(SELECT_TENANT, [
    tenantId,
    fallbackCurrency,
    CHARGED_ACCOUNTS,
  ]);
  const [tenant] = tenants.rows;
  if (tenant === undefined) throw new TenantRefusedError('there is no such tenant');
  const currency = tenant.currency ?? fallbackCurrency;
  if (tenant.accounts < CHARGED_ACCOUNTS.length) {
    const ids = CHARGED_ACCOUNTS.map(() => newId());
    await client.query(INSERT_ACCOUNTS, [tenantId, currency, ids, CHARGED_ACCOUNTS]);
  }
  const { rows } = await client.query<{ id: string; balance: string; version: string }>(LOCK_ACCOUNT, [
    tenantId,
    currency,
  ]);
  const [account] = rows;
  if (account === undefined) throw new Error('the balance account is missing though it was just made');
  return { id: account.id, tenantId, currency, balance: new Decimal(account.balance), version: account.version };
}

/** What Redis is told of an account. */
export function postedBalance(account: TenantAccount): PostedBalance {
  return { posted: toBaseUnitsDown(account.balance, account.currency), version: account.version };
}
