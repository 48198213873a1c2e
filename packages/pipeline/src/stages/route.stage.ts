/**
 * route: Admitted → Routed. The targets to try, in order: drawn by weight without replacement, those whose breaker is
 * open last; none that the tenant's residency policy excludes. May touch memory only. Refuses 503 when the model has no
 * target for this environment, 403 when it has none that satisfies the policy.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { CatalogueTarget } from '../catalogue.js';
import { reachableTargets, refusedByResidency } from '../reachable-targets.js';
import type { PipelineServices } from '../services.js';
import type { Admitted, Routed } from '../tickets.js';

export function route(services: Pick<PipelineServices, 'breakerOf'>, ticket: Admitted): Routed | ApiError {
  const { model, caller } = ticket;
  const refusal = refusedByResidency(caller, model);
  if (refusal !== null) return refusal;
  const candidates = reachableTargets(caller, model);
  if (candidates.length === 0) return new ApiError('no_target', { retryAfterSeconds: 5 });
  if (candidates.length === 1) return { ...ticket, targets: candidates };
  const drawn = drawByWeight(candidates);
  const closed = drawn.filter((target) => services.breakerOf(target.id).state() !== 'open');
  const open = drawn.filter((target) => services.breakerOf(target.id).state() === 'open');
  return { ...ticket, targets: [...closed, ...open] };
}

function drawByWeight(targets: readonly CatalogueTarget[]): CatalogueTarget[] {
  const left = [...targets];
  const drawn: CatalogueTarget[] = [];
  while (left.length > 0) {
    let at = Math.random() * left.reduce((sum, target) => sum + target.weight, 0);
    let index = left.findIndex((target) => (at -= target.weight) < 0);
    if (index === -1) index = left.length - 1;
    drawn.push(...left.splice(index, 1));
  }
  return drawn;
}
