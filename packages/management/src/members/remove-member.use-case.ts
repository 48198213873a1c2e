import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { endMembership } from './end-membership.js';
import { lockMembers, requireAuthority } from './member-authority.js';
import { WITH_PERSON } from './member-view.js';

/** Takes a person out of a tenant. `forbidden` for an admin who would remove an owner, `invalid_state` for the last one. */
export async function removeMember(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string; userId: string },
): Promise<void> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = requireId('user', input.userId);
  await inTransaction(context, async (tx) => {
    const acting = await lockMembers(tx, actor, tenantId);
    const row = await tx.membership.findUnique({
      where: { tenantId_userId: { tenantId, userId } },
      include: WITH_PERSON,
    });
    if (row === null) throw new ApiError('not_found');
    requireAuthority(acting, row.role);
    await endMembership(tx, context, row);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'member.remove',
      resourceKind: 'user',
      resourceId: userId,
      detail: { email: row.user.email, role: row.role },
    });
  });
}
