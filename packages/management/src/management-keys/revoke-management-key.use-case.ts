import type { ManagementKeyView } from '@turnpike/contracts/management/identity';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { managementKeyView } from './management-key-view.js';

/** Refuses a management key from its next request on; revoking twice is once. Platform admins only. */
export async function revokeManagementKey(
  context: ManagementContext,
  actor: Actor,
  input: { managementKeyId: string },
): Promise<ManagementKeyView> {
  requirePermission(actor, 'management-key:write');
  const id = requireId('managementKey', input.managementKeyId);
  return inTransaction(context, async (tx) => {
    const revokedAt = context.now();
    const { count } = await tx.managementKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } });
    const row = await tx.managementKey.findUnique({ where: { id } });
    if (row === null) throw new ApiError('not_found');
    if (count === 1) {
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'management_key.revoke',
        resourceKind: 'management_key',
        resourceId: id,
        detail: { name: row.name, last4: row.last4 },
      });
    }
    return managementKeyView(row);
  });
}
