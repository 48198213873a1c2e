/**
 * route: Admitted → Routed. The places to ask, in the order of the model's routing policy; none that the tenant's
 * residency policy excludes.
 * May touch memory only. Refuses 503 when the model has no place for this environment and none that stands in for it,
 * 403 when it has none that satisfies the policy.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { RoutePlan } from '@turnpike/routing/route-plan';
import type { CatalogueModel, CatalogueTarget } from '../catalogue.js';
import { refusedByResidency } from '../reachable-targets.js';
import { questionOf } from '../route-question.js';
import type { PipelineServices } from '../services.js';
import type { Admitted, Routed } from '../tickets.js';

export function route({ router }: Pick<PipelineServices, 'router'>, ticket: Admitted): Routed | ApiError {
  const { model, caller } = ticket;
  const refusal = refusedByResidency(caller, model);
  if (refusal !== null) return refusal;
  const plan = router.plan(model, questionOf(ticket)) ?? planWithoutPlaces(model);
  return plan === null ? new ApiError('no_target', { retryAfterSeconds: 5 }) : { ...ticket, plan };
}

/** A model that nobody serves now may have others that stand in for it. */
function planWithoutPlaces({ routing }: CatalogueModel): RoutePlan<CatalogueTarget> | null {
  if (routing === null || routing.fallbackModels.length === 0) return null;
  const { attempts, fallbackModels } = routing;
  return { rule: null, attempts, fallbackModels, shadow: null, next: () => null, takeRetry: () => false };
}
