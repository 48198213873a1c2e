/** The catalogue and the callers of the corridor's tests: what Postgres would give, in memory. */
import { type CachePolicy } from '@turnpike/contracts/management/cache-policy';
import { type RoutingPolicyInput, RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import { newId } from '@turnpike/domain/ids';
import { generateKey, parseKey } from '@turnpike/domain/key-format';
import type { PriceTable } from '@turnpike/domain/rating';
import type { Limit } from '@turnpike/contracts/limits';
import type { Residency } from '@turnpike/domain/residency';
import type { TenantMoney, TenantMoneyStore } from '@turnpike/pipeline/admissions';
import type { Caller } from '@turnpike/pipeline/caller';
import type {
  Catalogue,
  CatalogueModel,
  CataloguePlan,
  CatalogueProduct,
  CatalogueTarget,
  DiscoveredProvider,
} from '@turnpike/pipeline/catalogue';
import type { CallerStore, CatalogueStore } from '@turnpike/pipeline/services';

export const PRICES: PriceTable = {
  request: '0.0001',
  input_token: '0.0000011',
  cached_input_token: '0.0000003',
  output_token: '0.0000023',
  reasoning_token: '0.0000031',
};
export const COST: PriceTable = { input_token: '0.0000007', output_token: '0.0000009' };

/** Everything of an account that a test may choose. Amounts are decimal strings. */
export interface AccountOptions {
  posted?: string;
  billingMode?: 'prepaid' | 'postpaid';
  environment?: 'live' | 'test';
  clientGonePolicy?: 'drain' | 'cancel';
  requestsPerSecond?: number;
  burst?: number;
  concurrency?: number;
  quotaPerMonth?: number;
  prices?: PriceTable;
  operations?: string[];
  models?: string[];
  residency?: Residency;
  /** Limits of the plan beyond the four usual ones. */
  limits?: readonly Limit[];
  /** What is unusual about the key, the account, or the product. */
  caller?: Partial<Caller>;
  product?: Partial<CatalogueProduct>;
  cache?: CachePolicy;
  /** Whose product it subscribes to; one of its own when omitted. */
  productOf?: StoredAccount;
  /** What callers of conversations are told when nobody answered. */
  fallbackAnswer?: string;
}

export interface StoredAccount {
  key: string;
  caller: Caller;
}

export class MemoryStores {
  readonly callers: CallerStore;
  readonly catalogueStore: CatalogueStore;
  readonly tenants: TenantMoneyStore;
  readonly money = new Map<string, TenantMoney>();
  readonly callersByKey = new Map<string, Caller>();
  /** Look-ups of money and callers, for tests that count them. */
  readonly asked = { money: 0, callers: 0, reloads: 0 };
  readonly discovered = new Map<string, DiscoveredProvider>();
  private readonly models = new Map<string, CatalogueModel>();
  private readonly products = new Map<string, CatalogueProduct>();
  private readonly plans = new Map<string, CataloguePlan>();

  constructor() {
    const { models, products, plans, discovered } = this;
    const catalogue: Catalogue = { models, products, plans, discovered };
    this.catalogueStore = { current: () => catalogue, refresh: () => Promise.resolve(false) };
    this.callers = {
      recognises: (credential) => this.callersByKey.has(credential) || parseKey(credential) !== null,
      find: (credential) => {
        this.asked.callers += 1;
        return this.callersByKey.get(credential) ?? null;
      },
      reload: (credential) => {
        this.asked.reloads += 1;
        return Promise.resolve(this.callersByKey.get(credential) ?? null);
      },
      findById: (keyId) => {
        const callers = [...this.callersByKey.values()];
        return Promise.resolve(callers.find((caller) => caller.keyId === keyId) ?? null);
      },
    };
    this.tenants = {
      load: (tenantId) => {
        this.asked.money += 1;
        const money = this.money.get(tenantId);
        return Promise.resolve(money === undefined ? null : { ...money, epoch: this.epochOf(tenantId, money.epoch) });
      },
    };
  }

  /** A tenant has one: that of its caller that was changed last. */
  private epochOf(tenantId: string, known: string): string {
    const callers = [...this.callersByKey.values()].filter((caller) => caller.tenantId === tenantId);
    return String(Math.max(Number(known), ...callers.map(({ epoch }) => Number(epoch))));
  }

  addModel(
    name: string,
    targets: readonly CatalogueTarget[],
    testTargets: readonly CatalogueTarget[] = targets,
    routing: CatalogueModel['routing'] = null,
  ): void {
    const costs = [{ effectiveFromMs: 0, currency: 'USD', prices: COST }];
    this.models.set(name, {
      id: newId(),
      name,
      createdAtMs: 1_790_000_000_000,
      maxOutputTokens: null,
      targets,
      testTargets,
      routing,
      capacity: null,
      costs,
    });
  }

  /** Gives a model a routing policy; ids in it are bare. */
  route(name: string, policy: RoutingPolicyInput): void {
    const model = this.models.get(name);
    if (model === undefined) throw new Error(`no model ${name}`);
    this.models.set(name, { ...model, routing: RoutingPolicySchema.parse(policy) });
  }

  /** Says how many calls a model serves at once. */
  bound(name: string, capacity: number): void {
    const model = this.models.get(name);
    if (model === undefined) throw new Error(`no model ${name}`);
    this.models.set(name, { ...model, capacity });
  }

  addAccount(options: AccountOptions): StoredAccount {
    const productId = options.productOf?.caller.subscriptions[0]?.productId ?? newId();
    const planId = newId();
    this.products.set(productId, {
      id: productId,
      slug: `product-${productId}`,
      clientGonePolicy: options.clientGonePolicy ?? 'drain',
      cache: options.cache ?? null,
      fallbackAnswer: options.fallbackAnswer ?? null,
      auth: null,
      cors: null,
      inspection: 'off',
      stopReason: null,
      operations: new Set(options.operations ?? ['chat.completions', 'embeddings']),
      models: new Set(options.models ?? this.models.keys()),
      ...options.product,
    });
    this.plans.set(planId, { id: planId, versions: [planVersion(options)] });
    const environment = options.environment ?? 'live';
    const key = generateKey('tp', environment);
    const caller: Caller = {
      keyId: newId(),
      applicationId: newId(),
      tenantId: newId(),
      environment,
      keyState: 'active',
      keyExpiresAtMs: null,
      tenantStatus: 'active',
      tenantTimeZone: 'Asia/Shanghai',
      billingMode: options.billingMode ?? 'prepaid',
      currency: 'USD',
      epoch: '1',
      residency: options.residency ?? null,
      terms: null,
      accountTerms: null,
      subscriptions: [{ id: newId(), productId, planId }],
      ...options.caller,
    };
    this.callersByKey.set(key, caller);
    const money = { epoch: '1', currency: 'USD', posted: options.posted ?? '100', version: '1', quotas: [] };
    this.money.set(caller.tenantId, money);
    return { key, caller };
  }
}

function planVersion(options: AccountOptions): CataloguePlan['versions'][number] {
  return {
    id: newId(),
    version: 3,
    effectiveFromMs: 0,
    currency: 'USD',
    requestsPerSecond: options.requestsPerSecond ?? null,
    burst: options.burst ?? null,
    concurrency: options.concurrency ?? null,
    quotaPerMonth: options.quotaPerMonth ?? null,
    limits: options.limits ?? [],
    pricesByModel: new Map(),
    prices: options.prices ?? PRICES,
  };
}

/** A target at an OpenAI-compatible base URL. */
export function target(baseUrl: string): CatalogueTarget {
  return {
    id: newId(),
    providerId: newId(),
    providerSlug: 'sandbox',
    kind: 'openai-compatible',
    baseUrl,
    credential: 'sk-sandbox-1',
    credentialName: 'default',
    credentials: [],
    upstreamModel: 'sandbox-upstream',
    weight: 1,
    region: null,
    retentionDays: null,
    isDiscovered: false,
    instance: null,
    healthCheck: null,
    costs: [],
  };
}
