import type { MemberKeysView } from '@turnpike/contracts/management/keys';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { revokeKeysOf } from './member-keys.js';

/**
 * Revokes every key that works and that a person made in a tenant, be they a member still or no more, for good. All of
 * them or none; `keys` says how many.
 */
export async function revokeMemberKeys(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string; userId: string; reason: string },
): Promise<MemberKeysView> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = requireId('user', input.userId);
  requirePermission(actor, 'key:write', { tenantId });
  const revocation = { tenantId, userId, now: context.now(), reason: input.reason };
  const keys = await inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    return revokeKeysOf(tx, actor, revocation);
  });
  return { userId: publicId('user', userId), keys };
}
