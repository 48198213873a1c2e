import type { OpenInvitationView } from '@turnpike/contracts/management/members';
import type { ManagementContext } from '../management-context.js';
import { customRoleView } from '../roles/stored-role.js';
import { namesOf } from './invitation-view.js';
import { findOpenInvitation } from './open-invitation.js';

/**
 * What an invitation's link leads to. Whoever holds it has read the mail at that address, so they may be told whether
 * there is an account of it; nobody else gets a link, not even who invited.
 */
export async function readInvitation(
  context: ManagementContext,
  input: { token: string },
): Promise<OpenInvitationView> {
  const { prisma } = context.db;
  const row = await findOpenInvitation(prisma, { token: input.token, now: context.now() });
  const user = await prisma.user.findUnique({ where: { email: row.email }, select: { emailVerifiedAt: true } });
  return {
    tenant: row.tenant.name,
    invitedBy: (await namesOf(prisma, [row.invitedBy])).get(row.invitedBy ?? '') ?? null,
    email: row.email,
    role: row.role,
    customRole: customRoleView(row.ownRole),
    account: user !== null && user.emailVerifiedAt !== null ? 'known' : 'new',
    expiresAt: row.expiresAt.toISOString(),
  };
}
