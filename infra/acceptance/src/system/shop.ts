/** What a test sells, and to whom: made through the management API, as an admin would. */
import { parseId } from '@turnpike/domain/ids';
import type { Prices, PricedUnit } from '../money/expected-charge.js';
import type { System } from './system.js';

export interface Price {
  unit: PricedUnit;
  amount: string;
  model?: string;
}

export interface PlanOffer {
  /** Slug of the product and of its one plan. */
  slug: string;
  models: string[];
  clientGonePolicy?: 'drain' | 'cancel';
  prices: Price[];
  limits?: { requestsPerSecond?: number; burst?: number; concurrency?: number; quotaPerMonth?: number };
}

/** Who calls: a tenant with one application, its subscription and its key. Ids without `Uuid` are public ones. */
export interface Customer {
  tenantId: string;
  tenantUuid: string;
  applicationId: string;
  subscriptionUuid: string;
  keyId: string;
  key: string;
  /** What was granted, as a decimal string. */
  granted: string;
}

/** The sandbox as a provider, and models that are served by it under their own names. */
export async function addSandboxModels(system: System, names: readonly string[]): Promise<void> {
  const { api, sandboxUrl } = system;
  const provider = { slug: 'sandbox', kind: 'openai-compatible', baseUrl: `${sandboxUrl}/v1`, servesTestKeys: true };
  await api.post('providers', { ...provider, credential: 'sk-sandbox-acceptance' });
  for (const name of names) await addModel(system, { name, providers: ['sandbox'] });
}

/** What a model is called, who serves it, and what it is called there, if not the same. */
export interface ModelOffer {
  name: string;
  providers: readonly string[];
  upstreamModel?: string;
}

/** A model at a cost that is known. */
export async function addModel({ api }: System, offer: ModelOffer): Promise<void> {
  const { name, providers, upstreamModel = name } = offer;
  await api.post('models', {
    name,
    maxOutputTokens: 4096,
    targets: providers.map((provider) => ({ provider, upstreamModel, weight: 1 })),
    cost: { input_token: '0.0000001', output_token: '0.0000004', currency: 'USD' },
  });
}

/** A product of automatic approval with one plan. */
export async function addPlan({ api }: System, offer: PlanOffer): Promise<void> {
  const { slug, models, clientGonePolicy = 'drain', prices, limits = {} } = offer;
  await api.post('products', { slug, name: slug, models, approval: 'automatic', clientGonePolicy });
  await api.post('plans', { slug, name: slug, product: slug, currency: 'USD', prices, limits });
}

/** A prepaid tenant with so much money, subscribed to one plan. */
export async function addCustomer(
  system: System,
  options: { name: string; plan: string; grant: string },
): Promise<Customer> {
  const { api } = system;
  const { name, plan, grant } = options;
  const tenant = await api.post('tenants', { name, billingMode: 'prepaid', currency: 'USD' });
  await api.post(`tenants/${tenant.id}/credits`, { amount: grant, currency: 'USD', reason: 'acceptance' });
  const tenantUuid = parseId('tenant', tenant.id) ?? '';
  return {
    tenantId: tenant.id,
    tenantUuid,
    granted: grant,
    ...(await addApplication(system, { tenantId: tenant.id, plan })),
  };
}

/** One more application of a tenant, subscribed to a plan, with a key. */
export async function addApplication({ api }: System, { tenantId, plan }: { tenantId: string; plan: string }) {
  const application = await api.post('applications', { tenantId, name: plan });
  const request = { applicationId: application.id, product: plan, plan, message: '' };
  const subscription = await api.post('subscriptions', request);
  const { id, key } = await api.post('keys', { applicationId: application.id, name: plan, environment: 'live' });
  const subscriptionUuid = parseId('subscription', subscription.id) ?? '';
  return { applicationId: application.id as string, subscriptionUuid, keyId: id as string, key: key as string };
}

/** What a plan charges for one model: its own prices before the general ones, unit by unit. */
export function pricesFor(prices: readonly Price[], model: string): Prices {
  const general = prices.filter((price) => price.model === undefined);
  const own = prices.filter((price) => price.model === model);
  return Object.fromEntries([...general, ...own].map(({ unit, amount }) => [unit, amount]));
}
