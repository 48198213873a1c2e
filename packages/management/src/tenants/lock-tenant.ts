import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';

/**
 * Locks the tenant's row until the transaction ends: whoever fixes its currency or posts a grant goes one after
 * another. Rows that refer to the tenant may still be inserted meanwhile. Throws `not_found`.
 */
export async function lockTenant(tx: Transaction, tenantId: string): Promise<{ currency: string | null }> {
  const rows = await tx.$queryRaw<{ currency: string | null }[]>`
    SELECT currency FROM tenants WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  const row = rows[0];
  if (row === undefined) throw new ApiError('not_found');
  return row;
}

/** The tenant's one billing currency: fixed now when it has none, else `currency_mismatch` for any other. */
export async function fixCurrency(tx: Transaction, tenantId: string, currency: string): Promise<void> {
  const tenant = await lockTenant(tx, tenantId);
  if (tenant.currency === currency) return;
  if (tenant.currency !== null) {
    const message = `The organisation is billed in ${tenant.currency}, not in ${currency}.`;
    throw new ApiError('currency_mismatch', { message, param: 'currency' });
  }
  await tx.tenant.update({ where: { id: tenantId }, data: { currency } });
}
