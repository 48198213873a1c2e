import type { Prisma, Transaction } from '@turnpike/db/client';
import { hashLinkToken } from '@turnpike/domain/link-token';
import { ApiError } from '@turnpike/errors/api-error';
import { WITH_ROLE } from '../roles/stored-role.js';

/** What {@link findOpenInvitation} gives. */
export type OpenInvitation = Prisma.InvitationGetPayload<{ include: typeof WITH_TENANT }>;

const WITH_TENANT = { tenant: { select: { name: true } }, ...WITH_ROLE } as const satisfies Prisma.InvitationInclude;

/**
 * The invitation a link stands for. `not_found` for one that was used or revoked as for one that never was;
 * `invalid_state` for one that has expired, which its holder may know.
 */
export async function findOpenInvitation(
  tx: Pick<Transaction, 'invitation'>,
  link: { token: string; now: Date },
): Promise<OpenInvitation> {
  const tokenHash = hashLinkToken(link.token);
  const row =
    tokenHash === null ? null : await tx.invitation.findUnique({ where: { tokenHash }, include: WITH_TENANT });
  if (row === null || row.acceptedAt !== null || row.revokedAt !== null) throw new ApiError('not_found');
  if (row.expiresAt <= link.now) {
    throw new ApiError('invalid_state', { message: 'The invitation has expired. Ask for it to be sent again.' });
  }
  return row;
}
