import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { revokeKeysOf } from '../keys/member-keys.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { givenRole, roleName } from '../roles/stored-role.js';
import { endMembership } from './end-membership.js';
import { lockMembers, requireAuthority } from './member-authority.js';
import { WITH_PERSON } from './member-view.js';

/**
 * Takes a person out of a tenant, with `revokeKeys` together with the keys they made there. `forbidden` for an admin who
 * would remove an owner, `invalid_state` for the last one.
 */
export async function removeMember(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string; userId: string; revokeKeys?: boolean },
): Promise<void> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = requireId('user', input.userId);
  await inTransaction(context, async (tx) => {
    const acting = await lockMembers(tx, actor, { tenantId, permission: 'member:write' });
    const row = await tx.membership.findUnique({
      where: { tenantId_userId: { tenantId, userId } },
      include: WITH_PERSON,
    });
    if (row === null) throw new ApiError('not_found');
    const role = givenRole(row);
    requireAuthority(acting, role);
    await endMembership(tx, context, row);
    if (input.revokeKeys === true) {
      requirePermission(actor, 'key:write', { tenantId });
      await revokeKeysOf(tx, actor, { tenantId, userId, now: context.now(), reason: 'The member was removed.' });
    }
    await writeAudit(tx, actor, {
      tenantId,
      action: 'member.remove',
      resourceKind: 'user',
      resourceId: userId,
      detail: { email: row.user.email, role: roleName(role) },
    });
  });
}
