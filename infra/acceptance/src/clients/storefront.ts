/** What the official clients are pointed at: a gateway that sells one model of each wire the sandbox speaks. */
import { until } from '@turnpike/testing/until';
import { expect } from 'vitest';
import { formatExact, parseExact } from '../money/exact-amount.js';
import { addCustomer, addModel, addPlan, type Customer, type Price } from '../system/shop.js';
import { startSystem, type System } from '../system/system.js';

export interface Storefront {
  readonly system: System;
  readonly url: string;
  readonly customer: Customer;
  /** Has next to nothing. */
  readonly poor: Customer;
  /** May call once a second. */
  readonly slow: Customer;
}

interface Provider {
  readonly kind: string;
  /** Below the sandbox's origin. */
  readonly path: string;
  readonly upstreamModel: string;
}

const PROVIDERS = {
  openai: { kind: 'openai-compatible', path: '/v1', upstreamModel: 'sandbox-mini' },
  azure: { kind: 'azure-openai', path: '/azure/openai?api-version=2024-10-21', upstreamModel: 'sandbox-mini' },
  anthropic: { kind: 'anthropic', path: '/anthropic', upstreamModel: 'claude-sandbox' },
  gemini: { kind: 'gemini', path: '/gemini', upstreamModel: 'gemini-2.5-flash' },
  vertex: { kind: 'vertex', path: '/vertex/v1/projects/sandbox/locations/global', upstreamModel: 'gemini-2.5-flash' },
  bedrock: { kind: 'bedrock', path: '/bedrock', upstreamModel: 'anthropic.claude-sonnet-4-5-20250929-v1:0' },
  cohere: { kind: 'cohere', path: '/cohere', upstreamModel: 'command-a-reasoning-08-2025' },
} as const satisfies Record<string, Provider>;

/** The wires of providers; each serves the model of its name. */
export type Upstream = keyof typeof PROVIDERS;
export const UPSTREAMS = Object.keys(PROVIDERS) as Upstream[];

/** Without those that speak the wire of another. */
export const WIRES = UPSTREAMS.filter((upstream) => upstream !== 'azure' && upstream !== 'vertex');

/** The others read pictures too, and tell their tokens among the text's. */
export const COUNT_PICTURES: ReadonlySet<Upstream> = new Set(['gemini', 'vertex']);
/** Wires that show what a model thought. */
export const SHOW_THOUGHTS: readonly Upstream[] = ['anthropic', 'gemini', 'vertex', 'bedrock', 'cohere'];
/** Wires without a number for thoughts: they are told, and billed, as text that was written. */
const COUNT_NO_THOUGHTS: ReadonlySet<Upstream> = new Set(['bedrock', 'cohere']);

const AWS = {
  accessKeyId: 'AKIASANDBOX000000000',
  secretAccessKey: 'sandbox/secret/access/key/for/everybody0',
  region: 'us-east-1',
};

/** No two the same, and none a multiple of another: a token in a wrong bucket makes another charge. */
const PRICES = {
  request: '0.0001',
  input_token: '0.0000001103',
  cached_input_token: '0.0000000211',
  cache_write_token: '0.0000001307',
  image_input_token: '0.0000001709',
  output_token: '0.0000005503',
  reasoning_token: '0.0000011003',
  image_output_token: '0.0000013009',
} as const;

export async function openStorefront(): Promise<Storefront> {
  const system = await startSystem({ gatewayProcesses: 1 });
  for (const [slug, provider] of Object.entries(PROVIDERS)) await addUpstream(system, slug, provider);
  const prices = Object.entries(PRICES).map(([unit, amount]) => ({ unit, amount }) as Price);
  await addPlan(system, { slug: 'open', models: UPSTREAMS, prices });
  const limits = { requestsPerSecond: 1, burst: 1 };
  await addPlan(system, { slug: 'slow', models: UPSTREAMS, prices, limits });
  const customer = (name: string, plan: string, grant: string) => addCustomer(system, { name, plan, grant });
  return {
    system,
    url: system.gatewayUrls[0] ?? '',
    customer: await customer('Clients', 'open', '1000'),
    poor: await customer('Poor', 'open', '0.00001'),
    slow: await customer('Slow', 'slow', '1000'),
  };
}

async function addUpstream(system: System, slug: string, { kind, path, upstreamModel }: Provider): Promise<void> {
  const { api, sandboxUrl } = system;
  const credential = await credentialFor(kind, sandboxUrl);
  await api.post('providers', { slug, kind, baseUrl: sandboxUrl + path, credential });
  await addModel(system, { name: slug, providers: [slug], upstreamModel });
}

async function credentialFor(kind: string, sandboxUrl: string): Promise<string> {
  if (kind === 'bedrock') return JSON.stringify(AWS);
  if (kind !== 'vertex') return 'sk-sandbox-1';
  return (await fetch(`${sandboxUrl}/vertex/service-account.json`)).text();
}

/** The sandbox's account of a call, as far as it is compared. */
interface Account {
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  imageInputTokens: number;
  reasoningTokens: number;
  imageOutputTokens: number;
}

async function accountOf({ system }: Storefront, requestId: string): Promise<Account> {
  const response = await fetch(`${system.sandboxUrl}/sandbox/deliveries/${requestId}`);
  expect(response.status, `the sandbox never heard of ${requestId}`).toBe(200);
  return (await response.json()) as Account;
}

interface CallRecord {
  tokens: Record<string, number> | null;
  charge: string;
  usageSource: string;
}

/** That a call was billed by the sandbox's account, to the digit, and every token once. Answers with the account. */
export async function expectBilled(store: Storefront, upstream: Upstream, requestId: string): Promise<Account> {
  const kept = await accountOf(store, requestId);
  const account = COUNT_NO_THOUGHTS.has(upstream) ? { ...kept, reasoningTokens: 0 } : kept;
  const record = await recordOf(store, requestId);
  const tokens = disjoint(account);
  expect(record).toMatchObject({ usageSource: 'provider', tokens });
  expect(record.charge).toBe(chargeOf(tokens));
  return account;
}

function recordOf({ url, customer }: Storefront, requestId: string): Promise<CallRecord> {
  const headers = { authorization: `Bearer ${customer.key}` };
  return until(async () => {
    const response = await fetch(`${url}/v1/calls/${requestId}`, { headers });
    const record = response.ok ? ((await response.json()) as CallRecord) : null;
    return record?.tokens == null ? null : record;
  }, `the record of ${requestId}`);
}

function disjoint(account: Account) {
  const { promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens } = account;
  return {
    input: promptTokens - cachedTokens - cacheWriteTokens - account.imageInputTokens,
    cachedInput: cachedTokens,
    cacheWrite: cacheWriteTokens,
    imageInput: account.imageInputTokens,
    output: completionTokens - reasoningTokens - account.imageOutputTokens,
    reasoning: reasoningTokens,
    imageOutput: account.imageOutputTokens,
  };
}

function chargeOf(tokens: ReturnType<typeof disjoint>): string {
  const parts = [
    [1, PRICES.request],
    [tokens.input, PRICES.input_token],
    [tokens.cachedInput, PRICES.cached_input_token],
    [tokens.cacheWrite, PRICES.cache_write_token],
    [tokens.imageInput, PRICES.image_input_token],
    [tokens.output, PRICES.output_token],
    [tokens.reasoning, PRICES.reasoning_token],
    [tokens.imageOutput, PRICES.image_output_token],
  ] as const;
  return formatExact(parts.reduce((sum, [count, price]) => sum + BigInt(count) * parseExact(price), 0n));
}
