import type { PlanView, UpdatePlanInput } from '@turnpike/contracts/management/plans';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { findPlan } from './find-plan.js';
import { planView, WITH_PRICES, type PlanRow } from './plan-view.js';

/**
 * Changes a plan's words and whether it takes new subscriptions; prices and limits change by a new version. Platform
 * admins only.
 */
export async function updatePlan(
  context: ManagementContext,
  actor: Actor,
  input: { plan: string; changes: UpdatePlanInput },
): Promise<PlanView> {
  requirePermission(actor, 'catalogue:write');
  const was = await findPlan(context, actor, input.plan);
  if (was === null) throw new ApiError('not_found');
  return inTransaction(context, async (tx) => {
    const row = await tx.plan.update({
      where: { id: was.id },
      data: withoutUndefined(input.changes),
      include: WITH_PRICES,
    });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'plan.update',
      resourceKind: 'plan',
      resourceId: row.id,
      detail: { slug: row.slug, ...changedFields(facts(was), facts(row)) },
    });
    return planView(row, context.now());
  });
}

function facts({ name, description, status }: PlanRow) {
  return { name, description, status };
}
