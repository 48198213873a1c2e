import type { PlanView } from '@turnpike/contracts/management/plans';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { countPlanUse } from '../products/use-counts.js';
import { findPlan } from './find-plan.js';
import { planView } from './plan-view.js';

/** One plan by id or slug, for whoever may know of its product; for the platform with its subscriptions counted. */
export async function getPlan(context: ManagementContext, actor: Actor, input: { plan: string }): Promise<PlanView> {
  const row = await findPlan(context, actor, input.plan);
  if (row === null) throw new ApiError('not_found');
  const view = planView(row, context.now());
  return isPlatform(actor) ? { ...view, counts: (await countPlanUse(context, [row.id])).get(row.id) } : view;
}
