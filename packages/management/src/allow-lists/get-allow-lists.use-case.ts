import type { AllowListsView } from '@turnpike/contracts/management/allow-lists';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { allowListsView } from './allow-lists-view.js';

/** From where a tenant's applications may be called. */
export async function getAllowLists(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<AllowListsView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:read', { tenantId });
  return allowListsView(context.db.prisma, tenantId);
}
