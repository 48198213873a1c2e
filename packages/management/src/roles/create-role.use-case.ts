import type { CreateRoleInput, RoleView } from '@turnpike/contracts/management/roles';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockMembers, requireHeld } from '../members/member-authority.js';
import { requireId } from '../references/require-id.js';
import { orderedPermissions, requireFreeName } from './role-terms.js';
import { customRoleOf } from './role-view.js';

const MOST_ROLES = 50;

/**
 * Makes a role of listed permissions. `forbidden` for one that allows more than its maker may do, `conflict` for a name
 * that is taken, `invalid_state` for more roles than a tenant may have.
 */
export async function createRole(
  context: ManagementContext,
  actor: Actor,
  input: CreateRoleInput & { tenantId: string },
): Promise<RoleView> {
  const tenantId = requireId('tenant', input.tenantId);
  const { name, description } = input;
  const permissions = orderedPermissions(input.permissions);
  return inTransaction(context, async (tx) => {
    requireHeld(await lockMembers(tx, actor, { tenantId, permission: 'role:write' }), permissions);
    if ((await tx.tenantRole.count({ where: { tenantId } })) >= MOST_ROLES)
      throw new ApiError('invalid_state', { message: `An organisation has at most ${MOST_ROLES} roles of its own.` });
    await requireFreeName(tx, { tenantId, name });
    const row = await tx.tenantRole.create({ data: { id: newId(), tenantId, name, description, permissions } });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'role.create',
      resourceKind: 'role',
      resourceId: row.id,
      detail: { name, permissions },
    });
    return customRoleOf(row, { memberCount: 0, invitationCount: 0 });
  });
}
