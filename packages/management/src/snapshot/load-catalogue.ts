/**
 * Everything the request path must know of products, plans and models, in one consistent look. Plain rows: ids are
 * uuids, amounts decimal strings, times unix ms. The gateway compiles them; nothing here is per caller.
 */
import { type AuthPolicy, AuthPolicySchema, type CorsPolicy, CorsPolicySchema } from '@turnpike/contracts/access';
import { type Limit, LimitsSchema } from '@turnpike/contracts/limits';
import { type CachePolicy, CachePolicySchema } from '@turnpike/contracts/management/cache-policy';
import { type Discovery, DiscoverySchema } from '@turnpike/contracts/management/discovery';
import { type RoutingPolicy, RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import { type HealthCheck, HealthCheckSchema } from '@turnpike/contracts/management/routing-health';
import type { Database, Transaction } from '@turnpike/db/client';
import { formatAmount, Decimal } from '@turnpike/domain/money';
import { WITH_CREDENTIALS } from '../providers/credential-rows.js';

export interface CatalogueRows {
  models: ModelRow[];
  products: ProductRow[];
  plans: PlanRow[];
}

/** One of a provider's credentials, sealed. */
export interface CredentialRow {
  id: string;
  name: string;
  ciphertext: Uint8Array;
  keyId: string;
  isActive: boolean;
}

export interface TargetRow {
  id: string;
  upstreamModel: string;
  weight: number;
  region: string | null;
  retentionDays: number | null;
  provider: {
    id: string;
    slug: string;
    kind: string;
    baseUrl: string;
    /** Oldest first; none for a provider that is called without one. */
    credentials: CredentialRow[];
    servesTestKeys: boolean;
    discovery: Discovery | null;
    healthCheck: HealthCheck | null;
  };
}

/** `targetId` null: of the model, wherever it is served. */
export interface CostRow {
  targetId: string | null;
  unit: string;
  amount: string;
  currency: string;
  effectiveFromMs: number;
}

export interface ModelRow {
  id: string;
  name: string;
  createdAtMs: number;
  maxOutputTokens: number | null;
  /** Ids in it are bare. */
  routing: RoutingPolicy | null;
  capacity: number | null;
  /** Active targets of active providers. */
  targets: TargetRow[];
  /** Newest first. */
  costs: CostRow[];
}

export interface ProductRow {
  id: string;
  slug: string;
  clientGonePolicy: 'drain' | 'cancel';
  cache: CachePolicy | null;
  fallbackAnswer: string | null;
  auth: AuthPolicy | null;
  cors: CorsPolicy | null;
  inspection: 'off' | 'report' | 'block';
  stopReason: string | null;
  operations: string[];
  /** Names of active models. */
  models: string[];
}

export interface PlanVersionRow {
  id: string;
  version: number;
  effectiveFromMs: number;
  currency: string;
  requestsPerSecond: number | null;
  burst: number | null;
  concurrency: number | null;
  quotaPerMonth: number | null;
  limits: Limit[];
  prices: { unit: string; modelId: string | null; amount: string }[];
}

export interface PlanRow {
  id: string;
  /** Newest first, future ones included. */
  versions: PlanVersionRow[];
}

/** Loads the catalogue as of one moment. */
export async function loadCatalogue(db: Database): Promise<CatalogueRows> {
  return db.prisma.$transaction(
    async (tx) => ({ models: await loadModels(tx), products: await loadProducts(tx), plans: await loadPlans(tx) }),
    { isolationLevel: 'RepeatableRead' },
  );
}

async function loadModels(tx: Transaction): Promise<ModelRow[]> {
  const models = await tx.model.findMany({
    where: { status: 'active' },
    include: {
      targets: {
        where: { status: 'active', provider: { status: 'active' } },
        include: { provider: { include: WITH_CREDENTIALS } },
        orderBy: { id: 'asc' },
      },
      costs: { orderBy: { effectiveFrom: 'desc' } },
    },
  });
  return models.map((model) => ({
    id: model.id,
    name: model.name,
    createdAtMs: model.createdAt.getTime(),
    maxOutputTokens: model.maxOutputTokens,
    routing: readStored(RoutingPolicySchema, model.routing),
    capacity: model.capacity,
    targets: model.targets.map(({ id, upstreamModel, weight, region, retentionDays, provider }) => ({
      id,
      upstreamModel,
      weight,
      region,
      retentionDays,
      provider: {
        id: provider.id,
        slug: provider.slug,
        kind: provider.kind,
        baseUrl: provider.baseUrl,
        credentials: provider.credentials.map((row) => ({
          id: row.id,
          name: row.name,
          ciphertext: row.ciphertext,
          keyId: row.keyId,
          isActive: row.status === 'active',
        })),
        servesTestKeys: provider.servesTestKeys,
        discovery: readStored(DiscoverySchema, provider.discovery),
        healthCheck: readStored(HealthCheckSchema, provider.healthCheck),
      },
    })),
    costs: model.costs.map((cost) => ({
      targetId: cost.targetId,
      unit: cost.unit,
      amount: toAmount(cost.amount),
      currency: cost.currency,
      effectiveFromMs: cost.effectiveFrom.getTime(),
    })),
  }));
}

/** Draft and retired products and versions serve nobody. */
async function loadProducts(tx: Transaction): Promise<ProductRow[]> {
  const products = await tx.product.findMany({
    where: { lifecycle: { in: ['published', 'deprecated'] } },
    include: {
      versions: {
        where: { lifecycle: { in: ['published', 'deprecated'] } },
        include: { operations: true, models: { include: { model: true } } },
      },
    },
  });
  return products.map((product) => ({
    id: product.id,
    slug: product.slug,
    clientGonePolicy: product.clientGonePolicy,
    cache: readStored(CachePolicySchema, product.cache),
    fallbackAnswer: product.fallbackAnswer,
    auth: product.auth === null ? null : (readStored(AuthPolicySchema, product.auth) ?? NOBODY),
    cors: readStored(CorsPolicySchema, product.cors),
    inspection: product.inspection,
    stopReason: product.stoppedAt === null ? null : (product.stopReason ?? ''),
    operations: product.versions.flatMap((version) => version.operations.map((operation) => operation.key)),
    models: product.versions.flatMap((version) =>
      version.models.flatMap(({ model }) => (model.status === 'active' ? [model.name] : [])),
    ),
  }));
}

async function loadPlans(tx: Transaction): Promise<PlanRow[]> {
  const plans = await tx.plan.findMany({
    include: { versions: { include: { prices: true }, orderBy: [{ effectiveFrom: 'desc' }, { version: 'desc' }] } },
  });
  return plans.map((plan) => ({
    id: plan.id,
    versions: plan.versions.map((version) => ({
      id: version.id,
      version: version.version,
      effectiveFromMs: version.effectiveFrom.getTime(),
      currency: version.currency,
      requestsPerSecond: version.requestsPerSecond,
      burst: version.burst,
      concurrency: version.concurrency,
      quotaPerMonth: version.quotaPerMonth === null ? null : Number(version.quotaPerMonth),
      limits: readStored(LimitsSchema, version.limits) ?? [],
      prices: version.prices.map(({ unit, modelId, amount }) => ({ unit, modelId, amount: toAmount(amount) })),
    })),
  }));
}

/** Where what must be shown can't be read, nothing is enough. */
const NOBODY: AuthPolicy = { accepts: [] };

/** A policy as it was stored; one that an older or newer version wrote and this one can't read counts as none. */
function readStored<T>(schema: { safeParse(stored: unknown): { data?: T } }, stored: unknown): T | null {
  return stored === null ? null : (schema.safeParse(stored).data ?? null);
}

function toAmount(amount: { toFixed(): string }): string {
  return formatAmount(new Decimal(amount.toFixed()));
}
