import type { Transaction } from '@turnpike/db/client';
import type { RoleUse } from './role-view.js';

/** How many have each role of a tenant (bare id), or are invited to: by the name of one that every tenant has, else by bare id. */
export async function countRoleUse(
  tx: Pick<Transaction, 'membership' | 'invitation'>,
  tenantId: string,
): Promise<(role: string) => RoleUse> {
  const [memberships, invitations] = await Promise.all([
    tx.membership.groupBy({ by: ['role', 'roleId'], where: { tenantId }, _count: true }),
    tx.invitation.groupBy({
      by: ['role', 'roleId'],
      where: { tenantId, acceptedAt: null, revokedAt: null },
      _count: true,
    }),
  ]);
  const sum = (rows: readonly { role: string; roleId: string | null; _count: number }[], wanted: string) =>
    rows.reduce((total, { role, roleId, _count }) => ((roleId ?? role) === wanted ? total + _count : total), 0);
  return (role) => ({ memberCount: sum(memberships, role), invitationCount: sum(invitations, role) });
}
