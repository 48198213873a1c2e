import type { AccessPolicyView, CreateAccessPolicyInput } from '@turnpike/contracts/management/access-policies';
import { isForeignKeyViolation } from '@turnpike/db/errors';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { type Actor, actorUserId } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { accessPolicyView } from './access-policy-view.js';
import { announcePolicy } from './announce-policy.js';
import { requireAccessPermission } from './find-access-policy.js';

/** Every call of the tenant is judged by all of them. */
const MOST_POLICIES = 100;

/** Makes a policy of a tenant, or of the platform for null. `invalid_state` for more than there may be. */
export async function createAccessPolicy(
  context: ManagementContext,
  actor: Actor,
  input: CreateAccessPolicyInput & { tenantId: string | null },
): Promise<AccessPolicyView> {
  const tenantId = input.tenantId === null ? null : requireId('tenant', input.tenantId);
  requireAccessPermission(actor, 'access:write', tenantId);
  const { name, description, rule, enabled } = input;
  try {
    return await inTransaction(context, async (tx) => {
      if ((await tx.accessPolicy.count({ where: { tenantId } })) >= MOST_POLICIES)
        throw new ApiError('invalid_state', { message: `There are at most ${MOST_POLICIES} policies.` });
      const row = await tx.accessPolicy.create({
        data: { id: newId(), tenantId, name, description, rule, enabled, createdBy: actorUserId(actor) },
      });
      if (enabled) await announcePolicy(tx, tenantId, [rule]);
      await writeAudit(tx, actor, {
        tenantId,
        action: 'access_policy.create',
        resourceKind: 'accessPolicy',
        resourceId: row.id,
        detail: { name, rule, enabled },
      });
      return accessPolicyView(actor, row);
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new ApiError('not_found', { cause: error });
    throw error;
  }
}
