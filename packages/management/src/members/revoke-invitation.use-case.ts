import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockInvitation } from './lock-invitation.js';

/** Makes an invitation's link worthless. */
export async function revokeInvitation(
  context: ManagementContext,
  actor: Actor,
  input: { invitationId: string },
): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { id, tenantId, email } = await lockInvitation(tx, actor, input.invitationId);
    await tx.invitation.update({ where: { id }, data: { revokedAt: context.now() } });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'invitation.revoke',
      resourceKind: 'invitation',
      resourceId: id,
      detail: { email },
    });
  });
}
