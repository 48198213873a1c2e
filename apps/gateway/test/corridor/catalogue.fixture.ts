/** The catalogue and the callers of the corridor's tests: what Postgres would give, in memory. */
import { newId } from '@turnpike/domain/ids';
import { generateKey } from '@turnpike/domain/key-format';
import type { PriceTable } from '@turnpike/domain/rating';
import type { Residency } from '@turnpike/domain/residency';
import type { TenantMoney, TenantMoneyStore } from '@turnpike/pipeline/admissions';
import type { Caller } from '@turnpike/pipeline/caller';
import type {
  Catalogue,
  CatalogueModel,
  CataloguePlan,
  CatalogueProduct,
  CatalogueTarget,
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
  private readonly models = new Map<string, CatalogueModel>();
  private readonly products = new Map<string, CatalogueProduct>();
  private readonly plans = new Map<string, CataloguePlan>();

  constructor() {
    const catalogue: Catalogue = { models: this.models, products: this.products, plans: this.plans };
    this.catalogueStore = { current: () => catalogue, refresh: () => Promise.resolve(false) };
    this.callers = {
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
        return Promise.resolve(this.money.get(tenantId) ?? null);
      },
    };
  }

  addModel(name: string, targets: readonly CatalogueTarget[], testTargets: readonly CatalogueTarget[] = targets): void {
    const costs = [{ effectiveFromMs: 0, currency: 'USD', prices: COST }];
    this.models.set(name, {
      id: newId(),
      name,
      createdAtMs: 1_790_000_000_000,
      maxOutputTokens: null,
      targets,
      testTargets,
      costs,
    });
  }

  addAccount(options: AccountOptions): StoredAccount {
    const productId = newId();
    const planId = newId();
    this.products.set(productId, {
      id: productId,
      slug: `product-${productId}`,
      clientGonePolicy: options.clientGonePolicy ?? 'drain',
      operations: new Set(options.operations ?? ['chat.completions', 'embeddings']),
      models: new Set(options.models ?? this.models.keys()),
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
      subscriptions: [{ id: newId(), productId, planId }],
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
  };
}
