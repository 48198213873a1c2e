import type { InvitationView } from '@turnpike/contracts/management/members';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { customRoleView, type WITH_ROLE } from '../roles/stored-role.js';

/** How long an invitation's link works. */
export const INVITATION_MS = 7 * 24 * 3_600_000;

/** An invitation that was neither accepted nor revoked, as the API shows it. */
export function invitationView(
  row: Prisma.InvitationGetPayload<{ include: typeof WITH_ROLE }>,
  invitedBy: string | null,
  now: Date,
): InvitationView {
  return {
    id: publicId('invitation', row.id),
    tenantId: publicId('tenant', row.tenantId),
    email: row.email,
    role: row.role,
    customRole: customRoleView(row.ownRole),
    status: row.expiresAt <= now ? 'expired' : 'pending',
    invitedBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

/** How people are called who sent invitations, by bare id: their name, else their e-mail. */
export async function namesOf(
  tx: Pick<Transaction, 'user'>,
  userIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const ids = [...new Set(userIds.filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } });
  return new Map(users.map(({ id, name, email }) => [id, name === '' ? email : name]));
}
