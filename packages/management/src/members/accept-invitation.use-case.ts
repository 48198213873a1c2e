import type { JoinedTenantView } from '@turnpike/contracts/management/members';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import { requirePerson } from '../identity/require-person.js';
import type { ManagementContext } from '../management-context.js';
import { joinTenant } from './join-tenant.js';
import { findOpenInvitation } from './open-invitation.js';

/**
 * Joins the tenant as the person who is signed in. `forbidden` unless the invitation was sent to their own address, and
 * they have shown that it is theirs.
 */
export async function acceptInvitation(
  context: ManagementContext,
  actor: Actor,
  input: { token: string },
): Promise<JoinedTenantView> {
  const userId = requirePerson(actor);
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const invitation = await findOpenInvitation(tx, { token: input.token, now });
    const person = await tx.user.findUnique({ where: { id: userId } });
    if (person === null || person.email !== invitation.email || person.emailVerifiedAt === null) {
      const message = 'The invitation is for another address. Sign in with the one it was sent to.';
      throw new ApiError('forbidden', { message });
    }
    const { ip, requestId } = actor;
    const member = { kind: 'member', userId, memberships: [], ip, requestId } as const;
    return joinTenant(tx, { invitation, person, actor: member, now });
  });
}
