import type { KeyPolicyView, SetKeyPolicyInput } from '@turnpike/contracts/management/keys';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { keyPolicyView } from './key-policy-view.js';

/**
 * Sets how long keys made from now on may live. Keys that are there keep their end: the answer lists those that live
 * longer, for people to rotate.
 */
export async function setKeyPolicy(
  context: ManagementContext,
  actor: Actor,
  input: SetKeyPolicyInput & { tenantId: string },
): Promise<KeyPolicyView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:write', { tenantId });
  const { maxKeyDays } = input;
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    const before = await tx.tenant.findUnique({ where: { id: tenantId }, select: { maxKeyDays: true } });
    if (before === null) throw new ApiError('not_found');
    if (before.maxKeyDays !== maxKeyDays) {
      await tx.tenant.update({ where: { id: tenantId }, data: { maxKeyDays } });
      await writeAudit(tx, actor, {
        tenantId,
        action: 'tenant.key_policy',
        resourceKind: 'tenant',
        resourceId: tenantId,
        detail: { before: before.maxKeyDays, after: maxKeyDays },
      });
    }
    return keyPolicyView(tx, tenantId, context.now());
  });
}
