import type { InvitationView } from '@turnpike/contracts/management/members';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { ATTEMPT_LIMITS, countAttempt } from '../identity/attempts.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { WITH_ROLE } from '../roles/stored-role.js';
import { INVITATION_MS, invitationView } from './invitation-view.js';
import { mailInvitation } from './invite-member.use-case.js';
import { lockInvitation } from './lock-invitation.js';

/** Sends the same link again, good for another seven days; also one that has expired. */
export async function resendInvitation(
  context: ManagementContext,
  actor: Actor,
  input: { invitationId: string },
): Promise<InvitationView> {
  const id = requireId('invitation', input.invitationId);
  const found = await context.db.prisma.invitation.findUnique({ where: { id } });
  if (found === null) throw new ApiError('not_found');
  requirePermission(actor, 'member:write', { tenantId: found.tenantId });
  await countAttempt(context, ATTEMPT_LIMITS.invitationTenant, found.tenantId);
  await countAttempt(context, ATTEMPT_LIMITS.invitationMail, found.email);
  const now = context.now();
  return inTransaction(context, async (tx) => {
    await lockInvitation(tx, actor, input.invitationId);
    const expiresAt = new Date(now.getTime() + INVITATION_MS);
    const row = await tx.invitation.update({ where: { id }, data: { expiresAt }, include: WITH_ROLE });
    const sender = await mailInvitation(tx, row);
    const { tenantId, email } = row;
    await writeAudit(tx, actor, {
      tenantId,
      action: 'invitation.resend',
      resourceKind: 'invitation',
      resourceId: id,
      detail: { email },
    });
    return invitationView(row, sender, now);
  });
}
