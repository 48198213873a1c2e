/**
 * What the corridor reads of the control plane: compiled on change, read by look-up. Nothing here is computed per
 * request but the choice of a plan version by the request's own time.
 */
import type { AuthPolicy, CorsPolicy, InspectionMode } from '@turnpike/contracts/access';
import type { Limit } from '@turnpike/contracts/limits';
import type { CachePolicy } from '@turnpike/contracts/management/cache-policy';
import type { Discovery } from '@turnpike/contracts/management/discovery';
import type { RoutingPolicy } from '@turnpike/contracts/management/routing';
import type { HealthCheck } from '@turnpike/contracts/management/routing-health';
import type { PriceTable } from '@turnpike/domain/rating';

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
  /** Whether the provider's instances are discovered: then each of them is a place, and the base URL none. */
  readonly isDiscovered: boolean;
  /** `host:port` of the instance that this stands for, its base URL with it; null for the target itself. */
  readonly instance: string | null;
  /** How the provider's places are checked; null: not at all. */
  readonly healthCheck: HealthCheck | null;
  /** Its own, newest first; none: it costs what the model does. */
  readonly costs: readonly CatalogueCost[];
}

/** A provider whose instances are discovered. */
export interface DiscoveredProvider {
  readonly id: string;
  readonly slug: string;
  readonly baseUrl: string;
  readonly discovery: Discovery;
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
  /** How its calls find a target; ids in it are bare. Null: all in one pool, by weight. */
  readonly routing: RoutingPolicy | null;
  /** Calls it can serve at once, over all gateways; null: nobody said. */
  readonly capacity: number | null;
  /** Newest first. */
  readonly costs: readonly CatalogueCost[];
}

export interface CatalogueProduct {
  readonly id: string;
  readonly slug: string;
  readonly clientGonePolicy: 'drain' | 'cancel';
  /** How its answers are kept; null: not at all. */
  readonly cache: CachePolicy | null;
  /** What callers are told when nobody answered; null: an error. */
  readonly fallbackAnswer: string | null;
  /** What its calls must show; null: any credential. */
  readonly auth: AuthPolicy | null;
  /** Which pages may call it; null: the portal's alone. */
  readonly cors: CorsPolicy | null;
  readonly inspection: InspectionMode;
  /** Why it was switched off; null while it serves. */
  readonly stopReason: string | null;
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
  /** Beyond those four. */
  readonly limits: readonly Limit[];
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
  /** Those that serve something and have instances to discover, by id. */
  readonly discovered: ReadonlyMap<string, DiscoveredProvider>;
  readonly models: ReadonlyMap<string, CatalogueModel>;
  readonly products: ReadonlyMap<string, CatalogueProduct>;
  readonly plans: ReadonlyMap<string, CataloguePlan>;
}

/** The plan version in force at a moment; null before the first. */
export function planVersionAt(plan: CataloguePlan, atMs: number): CataloguePlanVersion | null {
  return plan.versions.find((version) => version.effectiveFromMs <= atMs) ?? null;
}

/** What a call cost us at a moment, by the target that served it or else by its model; null when nobody has said. */
export function costAt(model: CatalogueModel, target: CatalogueTarget | null, atMs: number): CatalogueCost | null {
  const inForce = ({ effectiveFromMs }: CatalogueCost) => effectiveFromMs <= atMs;
  return target?.costs.find(inForce) ?? model.costs.find(inForce) ?? null;
}
