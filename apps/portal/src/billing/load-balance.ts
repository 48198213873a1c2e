import type { BalanceView } from '@turnpike/contracts/management/money';
import type { Actor } from '@turnpike/management/actor';
import { getBalance } from '@turnpike/management/money/get-balance.use-case';
import { gatewayRequest } from '../server/gateway';
import { managementContext } from '../server/management';

/** A page does not wait longer for what it can do without. */
const TIMEOUT_MS = 1_500;

/** The balance with what only the gateway knows; where it can't be asked, what is posted, and `live` says so. */
export async function loadBalance(actor: Actor, tenantId: string): Promise<BalanceView> {
  const path = `/tenants/${encodeURIComponent(tenantId)}/balance` as const;
  const live = await gatewayRequest<BalanceView>('GET', path, { timeoutMs: TIMEOUT_MS }).catch(() => null);
  return live ?? getBalance(managementContext(), actor, { tenantId });
}
