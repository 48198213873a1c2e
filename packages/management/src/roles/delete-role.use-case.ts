import type { DeleteRoleInput } from '@turnpike/contracts/management/roles';
import { ApiError } from '@turnpike/errors/api-error';
import type { Transaction } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { endWhatRoleLost } from '../members/end-membership.js';
import { type Authority, lockMembers, requireAuthority, requireHeld } from '../members/member-authority.js';
import { findRole } from './find-role.js';
import { findGivenRole, type GivenRole, roleColumns, roleName, storedPermissions } from './stored-role.js';

/**
 * Deletes a role of a tenant's own. `invalid_state` for one that somebody has or is invited to, unless another is named
 * that they get instead; `forbidden` where either allows more than who deletes it may do.
 */
export async function deleteRole(
  context: ManagementContext,
  actor: Actor,
  input: DeleteRoleInput & { roleId: string },
): Promise<void> {
  const now = context.now();
  await inTransaction(context, async (tx) => {
    const { tenantId, id } = await findRole(tx, actor, { roleId: input.roleId, permission: 'role:write' });
    const acting = await lockMembers(tx, actor, { tenantId, permission: 'role:write' });
    const found = await findRole(tx, actor, { roleId: input.roleId, permission: 'role:write' });
    requireHeld(acting, storedPermissions(found.permissions));
    const to = input.replaceWith === undefined ? null : await findGivenRole(tx, tenantId, input.replaceWith);
    if (to?.customRole?.id === id)
      throw new ApiError('invalid_parameter', { message: 'A role can’t replace itself.', param: 'replaceWith' });
    const moved = await replaceRole(tx, { tenantId, roleId: id, to, acting, now });
    await tx.tenantRole.delete({ where: { id } });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'role.delete',
      resourceKind: 'role',
      resourceId: id,
      detail: { name: found.name, ...(to !== null && moved > 0 ? { replacedWith: roleName(to), members: moved } : {}) },
    });
  });
}

/** Gives everybody who has the role another; gives how many had it. */
async function replaceRole(
  tx: Transaction,
  change: { tenantId: string; roleId: string; to: GivenRole | null; acting: Authority; now: Date },
): Promise<number> {
  const { tenantId, roleId, to, acting, now } = change;
  const holders = await tx.membership.findMany({ where: { tenantId, roleId }, select: { userId: true } });
  const invited = await tx.invitation.count({ where: { tenantId, roleId, acceptedAt: null, revokedAt: null } });
  if (to === null) {
    if (holders.length > 0 || invited > 0) {
      const message = `${holders.length} people have this role and ${invited} are invited to it. Name another that they get instead.`;
      throw new ApiError('invalid_state', { message, param: 'replaceWith' });
    }
  } else requireAuthority(acting, to);
  const columns = roleColumns(to ?? { role: 'viewer', customRole: null });
  await tx.membership.updateMany({ where: { tenantId, roleId }, data: columns });
  // Those that were accepted or revoked too: none of them may keep the role from going.
  await tx.invitation.updateMany({ where: { tenantId, roleId }, data: columns });
  if (to !== null) for (const { userId } of holders) await endWhatRoleLost(tx, { tenantId, userId, role: to, now });
  return holders.length;
}
