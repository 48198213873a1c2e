/** Rows → the look-ups the corridor reads: done once per change, so that a request computes nothing. */
import { PRICE_UNITS, type PriceTable, type PriceUnit } from '@turnpike/domain/rating';
import type {
  CatalogueRows,
  CostRow,
  ModelRow,
  PlanVersionRow,
  TargetRow,
} from '@turnpike/management/snapshot/load-catalogue';
import type {
  Catalogue,
  CatalogueCost,
  CatalogueModel,
  CataloguePlanVersion,
  CatalogueTarget,
  DiscoveredProvider,
  TargetCredential,
} from '@turnpike/pipeline/catalogue';

/** Opens what can be opened of a provider's active credentials, oldest first. */
export type OpenCredentials = (provider: TargetRow['provider']) => readonly TargetCredential[];

/** The look-ups of one catalogue. A provider that has credentials but none to use is left out, and it alone. */
export function compileCatalogue(rows: CatalogueRows, openCredentials: OpenCredentials): Catalogue {
  const openOnce = oncePerProvider(openCredentials);
  const ownCosts = Map.groupBy(
    rows.models.flatMap(({ costs }) => costs),
    ({ targetId }) => targetId,
  );
  const targetOf = (row: TargetRow) => compileTarget(row, openOnce, ownCosts.get(row.id) ?? []);
  // Ids grow with time: whichever order models are read in, and whatever is added later, the first is the same one.
  const forTests = rows.models
    .flatMap((model) => model.targets.filter((target) => target.provider.servesTestKeys))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const [testTarget = null] = forTests.flatMap(targetOf);
  return {
    discovered: new Map(rows.models.flatMap(({ targets }) => targets.flatMap(discoveredOf))),
    models: new Map(rows.models.map((row) => [row.name, compileModel(row, targetOf, testTarget)])),
    products: new Map(
      rows.products.map((row) => [
        row.id,
        { ...row, operations: new Set(row.operations), models: new Set(row.models) },
      ]),
    ),
    plans: new Map(rows.plans.map((row) => [row.id, { id: row.id, versions: row.versions.map(compilePlanVersion) }])),
  };
}

function discoveredOf({ provider }: TargetRow): [string, DiscoveredProvider][] {
  const { id, slug, baseUrl, discovery } = provider;
  return discovery === null ? [] : [[id, { id, slug, baseUrl, discovery }]];
}

/** A provider serves many models: its secrets are opened, and kept, once. */
function oncePerProvider(openCredentials: OpenCredentials): OpenCredentials {
  const opened = new Map<string, readonly TargetCredential[]>();
  return (provider) => {
    let credentials = opened.get(provider.id);
    if (credentials === undefined) opened.set(provider.id, (credentials = openCredentials(provider)));
    return credentials;
  };
}

function compileTarget(
  { provider, ...row }: TargetRow,
  openCredentials: OpenCredentials,
  costs: readonly CostRow[],
): CatalogueTarget[] {
  const credentials = openCredentials(provider);
  const [first] = credentials;
  if (first === undefined && provider.credentials.length > 0) return [];
  const { id: providerId, slug: providerSlug, kind, baseUrl, discovery, healthCheck } = provider;
  const { secret: credential = '', name: credentialName = null } = first ?? {};
  const secrets = { credential, credentialName, credentials };
  const place = { baseUrl, isDiscovered: discovery !== null, instance: null, healthCheck };
  return [{ ...row, ...place, ...secrets, providerId, providerSlug, kind, costs: compileCosts(costs) }];
}

/**
 * Test keys reach a provider that serves them, whatever serves the model live: the model's own target there, or that
 * provider under the model's name.
 */
function compileModel(
  row: ModelRow,
  targetOf: (row: TargetRow) => CatalogueTarget[],
  testTarget: CatalogueTarget | null,
): CatalogueModel {
  const own = row.targets.filter((target) => target.provider.servesTestKeys).flatMap(targetOf);
  const substitute = testTarget === null ? [] : [{ ...testTarget, upstreamModel: row.name }];
  return {
    id: row.id,
    name: row.name,
    createdAtMs: row.createdAtMs,
    maxOutputTokens: row.maxOutputTokens,
    targets: row.targets.flatMap(targetOf),
    testTargets: own.length > 0 ? own : substitute,
    routing: row.routing,
    capacity: row.capacity,
    costs: compileCosts(row.costs.filter(({ targetId }) => targetId === null)),
  };
}

/** Each date's table holds every unit's newest amount as of that date. One currency per model at a time. */
function compileCosts(rows: readonly CostRow[]): CatalogueCost[] {
  const dates = [...new Set(rows.map((row) => row.effectiveFromMs))].sort((a, b) => b - a);
  return dates.map((effectiveFromMs) => {
    const inForce = rows.filter((row) => row.effectiveFromMs <= effectiveFromMs);
    const prices: Partial<Record<PriceUnit, string>> = {};
    for (const row of inForce) if (isPriceUnit(row.unit)) prices[row.unit] ??= row.amount;
    return { effectiveFromMs, currency: inForce[0]?.currency ?? 'USD', prices };
  });
}

function compilePlanVersion(row: PlanVersionRow): CataloguePlanVersion {
  const general = tableOf(row, null);
  const modelIds = [...new Set(row.prices.flatMap(({ modelId }) => modelId ?? []))];
  return {
    ...row,
    prices: general,
    pricesByModel: new Map(modelIds.map((modelId) => [modelId, { ...general, ...tableOf(row, modelId) }])),
  };
}

function tableOf(row: PlanVersionRow, modelId: string | null): PriceTable {
  const prices: Partial<Record<PriceUnit, string>> = {};
  for (const price of row.prices) {
    if (price.modelId === modelId && isPriceUnit(price.unit)) prices[price.unit] = price.amount;
  }
  return prices;
}

function isPriceUnit(unit: string): unit is PriceUnit {
  return (PRICE_UNITS as readonly string[]).includes(unit);
}
