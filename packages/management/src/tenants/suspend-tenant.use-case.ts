import type { TenantView } from '@turnpike/contracts/management/tenants';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeTenantStatus, type TenantStatusChange } from './change-tenant-status.js';

/** Refuses every call of the tenant from now on, until it is resumed. Platform admins only. */
export async function suspendTenant(
  context: ManagementContext,
  actor: Actor,
  input: TenantStatusChange,
): Promise<TenantView> {
  return changeTenantStatus(context, actor, { ...input, status: 'suspended' });
}
