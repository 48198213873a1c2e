/** What is sold in the bench: a model at each upstream, a plan with every limit and two prices, a customer with money. */
import { createDatabase } from '@turnpike/db/client';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import { createManagementKey } from '@turnpike/management/management-keys/create-management-key.use-case';
import { INPUT_TOKENS } from '../upstream/answers.mjs';
import { KINDS } from '../targets/target.mjs';

/** High enough that none refuses, and each is checked. */
const LIMITS = { requestsPerSecond: 1_000_000, burst: 1_000_000, concurrency: 10_000, quotaPerMonth: 1_000_000_000 };
/** In units of 10^-10 of the currency. */
const PRICES = { input_token: 1375n, output_token: 5500n };
const SCALE = 10;

/** @typedef {(path: string, body?: object, method?: string) => Promise<any>} ManagementApi */

/**
 * @param {import('../targets/target.mjs').Kind} kind
 * @returns {string} the model that this upstream answers for
 */
export function modelOf(kind) {
  return `bench-${kind}`;
}

/** @param {number} outputTokens */
export function chargeOf(outputTokens) {
  return decimalOf(BigInt(INPUT_TOKENS) * PRICES.input_token + BigInt(outputTokens) * PRICES.output_token);
}

/** @param {bigint} amount in units of 10^-10 */
function decimalOf(amount) {
  const digits = amount.toString().padStart(SCALE + 1, '0');
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/\.?0+$/, '');
}

/**
 * @param {{ api: ManagementApi, upstreams: import('../targets/target.mjs').Origins }} options
 * @returns {Promise<string>} the customer's key
 */
export async function openShop({ api, upstreams }) {
  const cost = { input_token: '0.0000001', output_token: '0.0000004', currency: 'USD' };
  for (const kind of KINDS) {
    const baseUrl = `${upstreams[kind]}/v1`;
    const name = modelOf(kind);
    const wire = kind.startsWith('translated') ? 'anthropic' : 'openai-compatible';
    await api('providers', { slug: name, kind: wire, baseUrl, credential: 'sk-bench' });
    await api('models', { name, targets: [{ provider: name, upstreamModel: name, weight: 1 }], cost });
  }
  await api('products', { slug: 'bench', name: 'Bench', models: KINDS.map(modelOf), approval: 'automatic' });
  const prices = Object.entries(PRICES).map(([unit, amount]) => ({ unit, amount: decimalOf(amount) }));
  await api('plans', { slug: 'bench', name: 'Bench', product: 'bench', currency: 'USD', prices, limits: LIMITS });
  const tenant = await api('tenants', { name: 'Bench', billingMode: 'prepaid', currency: 'USD' });
  await api(`tenants/${tenant.id}/credits`, { amount: '1000000', currency: 'USD', reason: 'bench' });
  const application = await api('applications', { tenantId: tenant.id, name: 'Bench' });
  await api('subscriptions', { applicationId: application.id, product: 'bench', plan: 'bench', message: '' });
  return (await api('keys', { applicationId: application.id, name: 'Bench', environment: 'live' })).key;
}

/**
 * @param {{ url: string, databaseUrl: string, secrets: { KEY_PEPPER: string, CREDENTIAL_KEY: string } }} options
 * @returns {Promise<ManagementApi>} gives `data`; throws where a change is refused
 */
export async function createApi({ url, databaseUrl, secrets }) {
  const key = await makeManagementKey(databaseUrl, secrets);
  return async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { data, message } = /** @type {{ data: any, message: string }} */ (await response.json());
    if (!response.ok && body !== undefined) throw new Error(`${path} answered ${response.status} ${message}`);
    return data;
  };
}

/**
 * @param {string} url
 * @param {{ KEY_PEPPER: string, CREDENTIAL_KEY: string }} secrets
 */
async function makeManagementKey(url, secrets) {
  const db = createDatabase({ url, poolSize: 1, applicationName: 'bench' });
  try {
    const keyPepper = Buffer.from(secrets.KEY_PEPPER, 'base64');
    const credentialKeys = createCredentialKeys([secrets.CREDENTIAL_KEY]);
    const context = createManagementContext({ db, keyPepper, credentialKeys, keyPrefix: 'tp' });
    const actor = /** @type {const} */ ({ kind: 'system', name: 'bench', ip: null, requestId: null });
    return (await createManagementKey(context, actor, { name: 'Bench' })).key;
  } finally {
    await db.close();
  }
}
