/** Which of a model's targets may serve a caller at all: by its environment, and by its tenant's residency policy. */
import { describeResidency, satisfiesResidency } from '@turnpike/domain/residency';
import { ApiError } from '@turnpike/errors/api-error';
import type { Caller } from './caller.js';
import type { CatalogueModel, CatalogueTarget } from './catalogue.js';

type Facts = Pick<Caller, 'environment' | 'residency'>;

/** The targets a call of that caller may go to: those of its environment that its tenant's policy leaves. */
export function reachableTargets({ environment, residency }: Facts, model: CatalogueModel): readonly CatalogueTarget[] {
  const targets = environment === 'live' ? model.targets : model.testTargets;
  return residency === null ? targets : targets.filter((target) => satisfiesResidency(residency, target));
}

/** The refusal of a model that is served, but nowhere the tenant's policy allows; null for every other. */
export function refusedByResidency(caller: Facts, model: CatalogueModel): ApiError | null {
  const { environment, residency } = caller;
  if (residency === null) return null;
  const isServed = (environment === 'live' ? model.targets : model.testTargets).length > 0;
  if (!isServed || reachableTargets(caller, model).length > 0) return null;
  const policy = describeResidency(residency);
  const message = `No place that serves '${model.name}' satisfies the organisation’s residency policy (${policy}). Ask for another model, or have an owner or admin of the organisation change the policy.`;
  return new ApiError('residency_not_satisfied', { message, param: 'model' });
}
