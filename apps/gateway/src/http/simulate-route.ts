import type { RouteSimulationView } from '@turnpike/contracts/management/routing';
import type { SimulatedCall } from '@turnpike/management/routing/routing-port';
import { refusedByResidency } from '@turnpike/pipeline/reachable-targets';
import { residencyFilter } from '@turnpike/pipeline/residency-filter';
import type { CatalogueStore, PipelineServices } from '@turnpike/pipeline/services';

interface Deciders {
  router: PipelineServices['router'];
  catalogue: CatalogueStore;
}

/** What this process would do with a call now; null for a model it doesn't know. A call of nobody has no key to hash. */
export function simulateRoute({ router, catalogue }: Deciders, call: SimulatedCall): RouteSimulationView | null {
  const model = catalogue.current()?.models.get(call.model);
  if (model === undefined) return null;
  const { environment, residency, path, headers } = call;
  const simulation = router.explain(model, {
    environment,
    path,
    headers,
    tenantId: call.tenantId ?? '',
    apiKeyId: '',
    endUser: call.endUser ?? null,
    filter: residency === null ? null : residencyFilter(residency),
  });
  const refused = refusedByResidency({ environment, residency }, model);
  return refused === null ? simulation : { ...simulation, refusal: { code: refused.code, message: refused.message } };
}
