/**
 * What the corridor reads of the control plane: compiled on change, read by look-up. Nothing here is computed per
 * request but the choice of a plan version by the request's own time.
 */
import type { PriceTable } from '@turnpike/domain/rating';
import type { ConcurrencyLimit, RateLimit } from '@turnpike/limits/admission';

/** One of the secrets a provider is called with, in the clear: never logged. */
export interface TargetCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
}

/** One place that serves a model. */
export interface CatalogueTarget {
  readonly id: string;
  readonly providerId: string;
  readonly providerSlug: string;
  /** Key of the adapter. */
  readonly kind: string;
  readonly baseUrl: string;
  /** The secret to call it with, empty for a provider that asks for none; never logged, never in a record. */
  readonly credential: string;
  /** What that secret is called; null for none. */
  readonly credentialName: string | null;
  /** All that may be used in turn, `credential` among them: see credentials-in-turn.ts. */
  readonly credentials: readonly TargetCredential[];
  readonly upstreamModel: string;
  readonly weight: number;
  /** Where it computes and how long it keeps what it is sent; null for nobody knows. */
  readonly region: string | null;
  readonly retentionDays: number | null;
}

/** What a model costs us, from a moment on. */
export interface CatalogueCost {
  readonly effectiveFromMs: number;
  readonly currency: string;
  readonly prices: PriceTable;
}

export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly maxOutputTokens: number | null;
  /** Targets that serve live keys. */
  readonly targets: readonly CatalogueTarget[];
  /** Targets that serve test keys: the sandbox's. */
  readonly testTargets: readonly CatalogueTarget[];
  /** Newest first. */
  readonly costs: readonly CatalogueCost[];
}

export interface CatalogueProduct {
  readonly id: string;
  readonly slug: string;
  readonly clientGonePolicy: 'drain' | 'cancel';
  readonly operations: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
}

/** Immutable prices and limits, effective from a moment on. */
export interface CataloguePlanVersion {
  readonly id: string;
  readonly version: number;
  readonly effectiveFromMs: number;
  readonly currency: string;
  readonly requestsPerSecond: number | null;
  readonly burst: number | null;
  readonly concurrency: number | null;
  readonly quotaPerMonth: number | null;
  /** Prices by model id, the general ones already merged in; `prices` where a model has none of its own. */
  readonly pricesByModel: ReadonlyMap<string, PriceTable>;
  readonly prices: PriceTable;
}

export interface CataloguePlan {
  readonly id: string;
  /** Newest first; future ones included. */
  readonly versions: readonly CataloguePlanVersion[];
}

export interface Catalogue {
  readonly models: ReadonlyMap<string, CatalogueModel>;
  readonly products: ReadonlyMap<string, CatalogueProduct>;
  readonly plans: ReadonlyMap<string, CataloguePlan>;
}

/** The plan version in force at a moment; null before the first. */
export function planVersionAt(plan: CataloguePlan, atMs: number): CataloguePlanVersion | null {
  return plan.versions.find((version) => version.effectiveFromMs <= atMs) ?? null;
}

/** What the model cost us at a moment; null when nobody has said. */
export function costAt(model: CatalogueModel, atMs: number): CatalogueCost | null {
  return model.costs.find((cost) => cost.effectiveFromMs <= atMs) ?? null;
}

/** A plan's rate and concurrency limits as admission takes them, for one scope. */
export function planLimits(
  version: CataloguePlanVersion,
  scope: string,
): { rates: RateLimit[]; concurrency: ConcurrencyLimit[] } {
  const { requestsPerSecond, burst, concurrency } = version;
  return {
    rates:
      requestsPerSecond === null
        ? []
        : [{ scope, intervalUs: Math.round(1_000_000 / requestsPerSecond), burst: burst ?? requestsPerSecond }],
    concurrency: concurrency === null ? [] : [{ scope, limit: concurrency }],
  };
}
