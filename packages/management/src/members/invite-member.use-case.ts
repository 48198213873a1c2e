import type { InvitationView, InviteMemberInput } from '@turnpike/contracts/management/members';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { hashLinkToken, linkToken } from '@turnpike/domain/link-token';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { actorUserId } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { ATTEMPT_LIMITS, countAttempt } from '../identity/attempts.js';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { findGivenRole, roleColumns, roleName, WITH_ROLE } from '../roles/stored-role.js';
import { INVITATION_MS, invitationView, namesOf } from './invitation-view.js';
import { lockMembers, requireAuthority } from './member-authority.js';

/**
 * Invites an address into a tenant by mail. The answer is the same whether anybody has an account of that address;
 * `conflict` for a member, whom the tenant may know of, and for an address that was invited already.
 */
export async function inviteMember(
  context: ManagementContext,
  actor: Actor,
  input: InviteMemberInput & { tenantId: string },
): Promise<InvitationView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'member:write', { tenantId });
  const { email } = input;
  await countAttempt(context, ATTEMPT_LIMITS.invitationTenant, tenantId);
  await countAttempt(context, ATTEMPT_LIMITS.invitationMail, email);
  const now = context.now();
  const id = newId();
  const tokenHash = hashLinkToken(linkToken(context.keyPepper, 'invitation', id));
  if (tokenHash === null) throw new Error('made a malformed invitation token');
  return inTransaction(context, async (tx) => {
    const acting = await lockMembers(tx, actor, { tenantId, permission: 'member:write' });
    const role = await findGivenRole(tx, tenantId, input.role);
    requireAuthority(acting, role);
    await refuseKnown(tx, { tenantId, email, now });
    const invitedBy = actorUserId(actor);
    const expiresAt = new Date(now.getTime() + INVITATION_MS);
    const row = await tx.invitation.create({
      data: { id, tenantId, email, ...roleColumns(role), tokenHash, invitedBy, createdAt: now, expiresAt },
      include: WITH_ROLE,
    });
    const sender = await mailInvitation(tx, row);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'invitation.create',
      resourceKind: 'invitation',
      resourceId: id,
      detail: { email, role: roleName(role) },
    });
    return invitationView(row, sender, now);
  });
}

/** Has the mail with the link sent. Gives the sender's name, null where the platform sent it. */
export async function mailInvitation(
  tx: Transaction,
  invitation: { id: string; tenantId: string; email: string; invitedBy: string | null },
): Promise<string | null> {
  const { id, tenantId, email, invitedBy } = invitation;
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
  const sender = (await namesOf(tx, [invitedBy])).get(invitedBy ?? '') ?? null;
  await requestMail(tx, {
    template: 'invitation',
    to: email,
    tenant: tenant.name,
    invitedBy: sender ?? tenant.name,
    invitationId: id,
  });
  return sender;
}

async function refuseKnown(tx: Transaction, wanted: { tenantId: string; email: string; now: Date }): Promise<void> {
  const { tenantId, email, now } = wanted;
  const member = await tx.membership.findFirst({ where: { tenantId, user: { email } }, select: { userId: true } });
  if (member !== null) {
    throw new ApiError('conflict', { message: `${email} is a member of the organisation already.`, param: 'email' });
  }
  const open = { tenantId, email, acceptedAt: null, revokedAt: null };
  const invited = await tx.invitation.findFirst({ where: { ...open, expiresAt: { gt: now } }, select: { id: true } });
  if (invited !== null) {
    const message = `${email} was invited already. Send that invitation again, or revoke it.`;
    throw new ApiError('conflict', { message, param: 'email' });
  }
  // One that expired gives way to the new one.
  await tx.invitation.updateMany({ where: open, data: { revokedAt: now } });
}
