import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { storedRule } from './access-policy-view.js';
import { announcePolicy } from './announce-policy.js';
import { findAccessPolicy } from './find-access-policy.js';

/** Deletes a policy; the audit log keeps what it said. */
export async function deleteAccessPolicy(
  context: ManagementContext,
  actor: Actor,
  input: { policyId: string },
): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { id, tenantId, name, rule, enabled } = await findAccessPolicy(tx, actor, {
      ...input,
      permission: 'access:write',
    });
    await tx.accessPolicy.delete({ where: { id } });
    if (enabled) await announcePolicy(tx, tenantId, [storedRule(rule)]);
    await writeAudit(tx, actor, {
      tenantId,
      action: 'access_policy.delete',
      resourceKind: 'accessPolicy',
      resourceId: id,
      detail: { name, rule },
    });
  });
}
