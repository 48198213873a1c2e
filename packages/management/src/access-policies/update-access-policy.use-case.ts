import type { AccessPolicyView, UpdateAccessPolicyInput } from '@turnpike/contracts/management/access-policies';
import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { accessPolicyView, storedRule } from './access-policy-view.js';
import { announcePolicy } from './announce-policy.js';
import { findAccessPolicy } from './find-access-policy.js';

/** Changes a policy, or switches it on and off; what is left out stays. It holds within a second. */
export async function updateAccessPolicy(
  context: ManagementContext,
  actor: Actor,
  input: { policyId: string; changes: UpdateAccessPolicyInput },
): Promise<AccessPolicyView> {
  const { policyId, changes } = input;
  return inTransaction(context, async (tx) => {
    const before = await findAccessPolicy(tx, actor, { policyId, permission: 'access:write' });
    const row = await tx.accessPolicy.update({ where: { id: before.id }, data: withoutUndefined(changes) });
    const detail = changedFields(audited(before), audited(row));
    if (Object.keys(detail.after).length === 0) return accessPolicyView(actor, row);
    await announcePolicy(tx, row.tenantId, [inForce(before), inForce(row)]);
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: 'access_policy.update',
      resourceKind: 'accessPolicy',
      resourceId: row.id,
      detail: { name: row.name, ...detail },
    });
    return accessPolicyView(actor, row);
  });
}

/** The rule, where it binds anybody. */
function inForce({ rule, enabled }: Prisma.AccessPolicyModel) {
  return enabled ? storedRule(rule) : null;
}

const audited = ({ name, description, rule, enabled }: Prisma.AccessPolicyModel) => ({
  name,
  description,
  rule,
  enabled,
});
