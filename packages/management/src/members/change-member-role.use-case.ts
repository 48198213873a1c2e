import type { MemberView } from '@turnpike/contracts/management/members';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { findGivenRole, givenRole, isSameRole, roleColumns, roleName } from '../roles/stored-role.js';
import { endWhatRoleLost } from './end-membership.js';
import { isOwner, lockMembers, requireAuthority, requireOtherOwner } from './member-authority.js';
import { memberView, WITH_PERSON } from './member-view.js';

/**
 * Gives a member another role, once: who has it already is answered as they are. `role` is one that every tenant has, or
 * the id of one of the tenant's own. `forbidden` for somebody who would make or change an owner without being one, or
 * give or take away more than they hold; `invalid_state` for the last owner.
 */
export async function changeMemberRole(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string; userId: string; role: string },
): Promise<MemberView> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = requireId('user', input.userId);
  return inTransaction(context, async (tx) => {
    const acting = await lockMembers(tx, actor, { tenantId, permission: 'member:write' });
    const key = { tenantId_userId: { tenantId, userId } };
    const row = await tx.membership.findUnique({ where: key, include: WITH_PERSON });
    if (row === null) throw new ApiError('not_found');
    const before = givenRole(row);
    const after = await findGivenRole(tx, tenantId, input.role);
    requireAuthority(acting, before, after);
    if (isSameRole(before, after)) return memberView(row);
    if (isOwner(before)) await requireOtherOwner(tx, tenantId, userId);
    const changed = await tx.membership.update({ where: key, data: roleColumns(after), include: WITH_PERSON });
    await endWhatRoleLost(tx, { tenantId, userId, role: after, now: context.now() });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'member.change_role',
      resourceKind: 'user',
      resourceId: userId,
      detail: { email: row.user.email, from: roleName(before), to: roleName(after) },
    });
    return memberView(changed);
  });
}
