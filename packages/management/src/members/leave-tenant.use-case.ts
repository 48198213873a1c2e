import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { actorUserId } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { givenRole, roleName, WITH_ROLE } from '../roles/stored-role.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { endMembership } from './end-membership.js';

/** Takes oneself out of a tenant, whatever one's role. `invalid_state` for its last owner. */
export async function leaveTenant(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string },
): Promise<void> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = actorUserId(actor);
  if (userId === null) throw new ApiError('not_found');
  await inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const row = await tx.membership.findUnique({
      where: { tenantId_userId: { tenantId, userId } },
      include: WITH_ROLE,
    });
    if (row === null) throw new ApiError('not_found');
    await endMembership(tx, context, row);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'member.leave',
      resourceKind: 'user',
      resourceId: userId,
      detail: { role: roleName(givenRole(row)) },
    });
  });
}
