import type { Prisma, Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import { membershipGrants } from '../authorization/judge-member.js';
import { raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { endGrants } from '../oauth/end-grants.js';
import { type GivenRole, givenRole, WITH_ROLE } from '../roles/stored-role.js';
import { isOwner, requireAuthority, requireOtherOwner } from './member-authority.js';

/**
 * Takes a person out of a tenant, and what they could still reach it with: their playground credentials, the apps they
 * let in, and invitations they sent that nobody has accepted. API keys stay: they belong to an application. To be called under the tenant's lock.
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
  await tx.invitation.updateMany({
    where: { tenantId, invitedBy: userId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  await endPlaygroundKeys(tx, { tenantId, userId, now });
  await endGrants(tx, { tenantId, userId }, now);
}

/**
 * Ends what a member's new role no longer lets them do: what they could no longer grant, they must not have granted a
 * moment ago, and a playground credential is for those who may use the playground. To be called under the tenant's lock.
 */
export async function endWhatRoleLost(
  tx: Transaction,
  person: { tenantId: string; userId: string; role: GivenRole; now: Date },
): Promise<void> {
  const { tenantId, userId, role, now } = person;
  const open = await tx.invitation.findMany({
    where: { tenantId, invitedBy: userId, acceptedAt: null, revokedAt: null },
    include: WITH_ROLE,
  });
  const mayInvite = membershipGrants(role, 'member:write');
  const beyond = open.filter((invitation) => !mayInvite || !mayGive(role, givenRole(invitation)));
  await tx.invitation.updateMany({ where: { id: { in: beyond.map(({ id }) => id) } }, data: { revokedAt: now } });
  if (!membershipGrants(role, 'playground:use')) await endPlaygroundKeys(tx, { tenantId, userId, now });
}

function mayGive(acting: GivenRole, given: GivenRole): boolean {
  try {
    requireAuthority(isOwner(acting) ? 'owner' : acting, given);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

async function endPlaygroundKeys(
  tx: Transaction,
  { tenantId, userId, now }: { tenantId: string; userId: string; now: Date },
): Promise<void> {
  const { count } = await tx.apiKey.updateMany({
    where: { tenantId, createdBy: userId, purpose: 'playground', revokedAt: null },
    data: { revokedAt: now },
  });
  if (count > 0) await raiseEpoch(tx, tenantId);
}
