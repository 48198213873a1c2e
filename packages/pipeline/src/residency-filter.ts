import { describeResidency, type Residency, satisfiesResidency } from '@turnpike/domain/residency';
import type { TargetFilter } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from './catalogue.js';

/** A cached caller's policy is one object for all its calls. */
const FILTERS = new WeakMap<Residency, TargetFilter<CatalogueTarget>>();

/** A residency policy as routing takes it. */
export function residencyFilter(residency: Residency): TargetFilter<CatalogueTarget> {
  let filter = FILTERS.get(residency);
  if (filter === undefined) {
    filter = { key: describeResidency(residency), allows: (target) => satisfiesResidency(residency, target) };
    FILTERS.set(residency, filter);
  }
  return filter;
}
