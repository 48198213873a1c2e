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
} from '@turnpike/pipeline/catalogue';

/** Opens a provider's sealed credential. */
export type OpenCredential = (provider: TargetRow['provider']) => string;

/** The look-ups of one catalogue. A credential that can't be opened should come as an empty text: see the opener. */
export function compileCatalogue(rows: CatalogueRows, openCredential: OpenCredential): Catalogue {
  const targetOf = (row: TargetRow) => compileTarget(row, openCredential);
  const forTests = rows.models.flatMap((model) => model.targets).find((target) => target.provider.servesTestKeys);
  const testTarget = forTests === undefined ? null : targetOf(forTests);
  return {
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

function compileTarget({ provider, ...row }: TargetRow, openCredential: OpenCredential): CatalogueTarget {
  return {
    ...row,
    providerId: provider.id,
    providerSlug: provider.slug,
    kind: provider.kind,
    baseUrl: provider.baseUrl,
    credential: openCredential(provider),
  };
}

/**
 * Test keys reach a provider that serves them, whatever serves the model live: the model's own target there, or that
 * provider under the model's name.
 */
function compileModel(
  row: ModelRow,
  targetOf: (row: TargetRow) => CatalogueTarget,
  testTarget: CatalogueTarget | null,
): CatalogueModel {
  const own = row.targets.filter((target) => target.provider.servesTestKeys).map(targetOf);
  const substitute = testTarget === null ? [] : [{ ...testTarget, upstreamModel: row.name }];
  return {
    id: row.id,
    name: row.name,
    createdAtMs: row.createdAtMs,
    maxOutputTokens: row.maxOutputTokens,
    targets: row.targets.map(targetOf),
    testTargets: own.length > 0 ? own : substitute,
    costs: compileCosts(row.costs),
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
