import type { MemberView } from '@turnpike/contracts/management/members';
import { type MemberRole, roleAllows } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { revokeInvitationsBy } from './end-membership.js';
import { lockMembers, requireAuthority, requireOtherOwner } from './member-authority.js';
import { memberView, WITH_PERSON } from './member-view.js';

/**
 * Gives a member another role, once: who has it already is answered as they are. `forbidden` for an admin who would make
 * or change an owner, `invalid_state` for the last owner.
 */
export async function changeMemberRole(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string; userId: string; role: MemberRole },
): Promise<MemberView> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = requireId('user', input.userId);
  const { role } = input;
  return inTransaction(context, async (tx) => {
    const acting = await lockMembers(tx, actor, tenantId);
    const key = { tenantId_userId: { tenantId, userId } };
    const row = await tx.membership.findUnique({ where: key, include: WITH_PERSON });
    if (row === null) throw new ApiError('not_found');
    requireAuthority(acting, row.role, role);
    if (row.role === role) return memberView(row);
    if (row.role === 'owner') await requireOtherOwner(tx, tenantId, userId);
    await tx.membership.update({ where: key, data: { role } });
    // What they could no longer grant, they must not have granted a moment ago.
    const sender = { tenantId, userId, now: context.now() };
    if (!roleAllows(role, 'member:write')) await revokeInvitationsBy(tx, sender);
    else if (row.role === 'owner') await revokeInvitationsBy(tx, { ...sender, ownersOnly: true });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'member.change_role',
      resourceKind: 'user',
      resourceId: userId,
      detail: { email: row.user.email, from: row.role, to: role },
    });
    return memberView({ ...row, role });
  });
}
