import type { PlanView } from '@turnpike/contracts/management/plans';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findPlan } from './find-plan.js';
import { planView, WITH_PRICES } from './plan-view.js';

/** Every gateway has heard of the deletion by then, however late a change reaches it. */
const NOTICE_MS = 60_000;

/**
 * Takes back a version that is planned and not yet in force. Platform admins only; `invalid_state` from a minute before
 * it takes effect on, since calls may already be priced by it, and for a plan's only version.
 */
export async function deletePlanVersion(
  context: ManagementContext,
  actor: Actor,
  input: { plan: string; version: number },
): Promise<PlanView> {
  requirePermission(actor, 'catalogue:write');
  const plan = await findPlan(context, actor, input.plan);
  if (plan === null) throw new ApiError('not_found');
  return inTransaction(context, async (tx) => {
    await tx.$queryRaw`SELECT FROM plans WHERE id = ${plan.id}::uuid FOR UPDATE`;
    const row = await tx.planVersion.findFirst({ where: { planId: plan.id, version: input.version } });
    if (row === null) throw new ApiError('not_found');
    if (row.effectiveFrom.getTime() <= context.now().getTime() + NOTICE_MS) {
      const message = `Version ${row.version} is in force or about to be: plan another version instead.`;
      throw new ApiError('invalid_state', { message });
    }
    if ((await tx.planVersion.count({ where: { planId: plan.id } })) === 1) {
      throw new ApiError('invalid_state', { message: 'A plan keeps at least one version.' });
    }
    await tx.planVersion.delete({ where: { id: row.id } });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'plan.version_delete',
      resourceKind: 'plan',
      resourceId: plan.id,
      detail: { slug: plan.slug, version: row.version, effectiveFrom: row.effectiveFrom.toISOString() },
    });
    const rest = await tx.plan.findUniqueOrThrow({ where: { id: plan.id }, include: WITH_PRICES });
    return planView(rest, context.now());
  });
}
