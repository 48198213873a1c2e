import type { Prisma, Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { givenRole, WITH_ROLE } from '../roles/stored-role.js';
import { lockMembers, requireAuthority } from './member-authority.js';

/**
 * An invitation that is still open, under its tenant's lock, if the actor may manage it; else `not_found`, `forbidden`,
 * or `invalid_state` for one that was accepted or revoked.
 */
export async function lockInvitation(
  tx: Transaction,
  actor: Actor,
  invitationId: string,
): Promise<Prisma.InvitationModel> {
  const id = requireId('invitation', invitationId);
  const found = await tx.invitation.findUnique({ where: { id }, select: { tenantId: true } });
  if (found === null) throw new ApiError('not_found');
  requirePermission(actor, 'member:write', found);
  const acting = await lockMembers(tx, actor, { ...found, permission: 'member:write' });
  const row = await tx.invitation.findUniqueOrThrow({ where: { id }, include: WITH_ROLE });
  requireAuthority(acting, givenRole(row));
  if (row.acceptedAt !== null) throw new ApiError('invalid_state', { message: 'The invitation was accepted.' });
  if (row.revokedAt !== null) throw new ApiError('invalid_state', { message: 'The invitation was revoked.' });
  return row;
}
