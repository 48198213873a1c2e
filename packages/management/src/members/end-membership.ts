import type { Prisma, Transaction } from '@turnpike/db/client';
import type { ManagementContext } from '../management-context.js';
import { raiseEpoch } from '../changes/change.js';
import { requireOtherOwner } from './member-authority.js';

/**
 * Takes a person out of a tenant, and what they could still reach it with: their playground credentials, and invitations
 * they sent that nobody has accepted. API keys stay: they belong to an application. To be called under the tenant's lock.
 */
export async function endMembership(
  tx: Transaction,
  context: ManagementContext,
  membership: Prisma.MembershipModel,
): Promise<void> {
  const { tenantId, userId, role } = membership;
  if (role === 'owner') await requireOtherOwner(tx, tenantId, userId);
  const now = context.now();
  await tx.membership.delete({ where: { tenantId_userId: { tenantId, userId } } });
  await revokeInvitationsBy(tx, { tenantId, userId, now });
  const { count } = await tx.apiKey.updateMany({
    where: { tenantId, createdBy: userId, purpose: 'playground', revokedAt: null },
    data: { revokedAt: now },
  });
  if (count > 0) await raiseEpoch(tx, tenantId);
}

/** Revokes the open invitations a person sent; only those to become an owner where `ownersOnly`. */
export async function revokeInvitationsBy(
  tx: Transaction,
  sender: { tenantId: string; userId: string; now: Date; ownersOnly?: boolean },
): Promise<void> {
  const { tenantId, userId, now, ownersOnly = false } = sender;
  await tx.invitation.updateMany({
    where: {
      tenantId,
      invitedBy: userId,
      acceptedAt: null,
      revokedAt: null,
      ...(ownersOnly ? { role: 'owner' as const } : {}),
    },
    data: { revokedAt: now },
  });
}
