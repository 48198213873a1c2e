import type { TenantView } from '@turnpike/contracts/management/tenants';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeTenantStatus, type TenantStatusChange } from './change-tenant-status.js';

/** Lets a suspended tenant call again. Platform admins only. */
export async function resumeTenant(
  context: ManagementContext,
  actor: Actor,
  input: TenantStatusChange,
): Promise<TenantView> {
  return changeTenantStatus(context, actor, { ...input, status: 'active' });
}
