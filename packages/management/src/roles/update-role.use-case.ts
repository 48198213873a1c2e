import type { RoleView, UpdateRoleInput } from '@turnpike/contracts/management/roles';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { endWhatRoleLost } from '../members/end-membership.js';
import { lockMembers, requireHeld } from '../members/member-authority.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { countRoleUse } from './count-role-use.js';
import { findRole } from './find-role.js';
import { orderedPermissions, requireFreeName } from './role-terms.js';
import { customRoleOf } from './role-view.js';
import { givenRole, storedPermissions } from './stored-role.js';

/**
 * Changes a role of a tenant's own, for all who have it, at their next request. `forbidden` where it allows, or would
 * allow, more than who changes it may do: nobody makes themselves mightier by their own role.
 */
export async function updateRole(
  context: ManagementContext,
  actor: Actor,
  input: { roleId: string; changes: UpdateRoleInput },
): Promise<RoleView> {
  const { name, description, permissions: asked } = input.changes;
  return inTransaction(context, async (tx) => {
    const { tenantId, id } = await findRole(tx, actor, { roleId: input.roleId, permission: 'role:write' });
    const acting = await lockMembers(tx, actor, { tenantId, permission: 'role:write' });
    const found = await findRole(tx, actor, { roleId: input.roleId, permission: 'role:write' });
    const before = storedPermissions(found.permissions);
    const after = asked === undefined ? before : orderedPermissions(asked);
    requireHeld(acting, [...before, ...after]);
    if (name !== undefined) await requireFreeName(tx, { tenantId, name, except: id });
    const changes = withoutUndefined({ name, description });
    const row = await tx.tenantRole.update({ where: { id }, data: { ...changes, permissions: after } });
    if (before.some((permission) => !after.includes(permission))) {
      const role = givenRole({ role: 'viewer', ownRole: row });
      const holders = await tx.membership.findMany({ where: { tenantId, roleId: id }, select: { userId: true } });
      for (const { userId } of holders) await endWhatRoleLost(tx, { tenantId, userId, role, now: context.now() });
    }
    await writeAudit(tx, actor, {
      tenantId,
      action: 'role.update',
      resourceKind: 'role',
      resourceId: id,
      detail: {
        name: row.name,
        ...changes,
        added: after.filter((permission) => !before.includes(permission)),
        removed: before.filter((permission) => !after.includes(permission)),
      },
    });
    const use = await countRoleUse(tx, tenantId);
    return customRoleOf(row, use(id));
  });
}
