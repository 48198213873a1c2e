/** Gateways beside each other with one PostgreSQL, one Redis and a worker, and what is sold through them. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@turnpike/db/migrate';
import { startPostgres } from '@turnpike/local/servers/postgres.mjs';
import { startApp, startRedis } from '../system/app.mjs';
import { MEASURED, REST } from '../system/cores.mjs';
import { createApi } from '../system/shop.mjs';
import { PLENTY, PRICES, creditOf } from './limit-cases.mjs';
import { CAPACITY, SHARED_ANSWER_MS, SHARED_MODEL, WEIGHTS } from './shared-model.mjs';
import { startUpstream } from './upstream.mjs';

const FAST_MS = 5;

/** @typedef {Awaited<ReturnType<typeof startLimitSystem>>} LimitSystem */

/**
 * Starts all but the gateways.
 * @param {readonly import('./limit-cases.mjs').LimitCase[]} cases
 */
export async function startLimitSystem(cases) {
  /** @type {(() => unknown)[]} What is running, the newest last. */
  const stops = [];
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const waits = new Map(cases.map(({ answerMs = FAST_MS }, index) => [modelOf(index), answerMs]));
  waits.set(SHARED_MODEL, SHARED_ANSWER_MS);
  const upstream = await startUpstream((model) => waits.get(model) ?? FAST_MS);
  stops.push(upstream.stop);
  const postgres = await startPostgres();
  stops.push(postgres.remove);
  const redis = await startRedis(folder);
  stops.push(() => redis.process.stop());
  await migrate({ url: postgres.url });
  const secrets = {
    KEY_PEPPER: randomBytes(32).toString('base64'),
    CREDENTIAL_KEY: randomBytes(32).toString('base64'),
  };
  const connections = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, REDIS_CACHE_URL: redis.url };
  const common = { connections, secrets, portalUrl: 'http://127.0.0.1:3000', spool: join(folder, 'spool') };
  const worker = await startApp({ ...common, folder: 'worker', core: REST });
  stops.push(worker.process.stop);
  /** @type {string[]} */
  const urls = [];
  /** @type {import('../system/shop.mjs').ManagementApi | null} */
  let api = null;
  return {
    upstream,
    urls,
    /** Starts gateways until there are so many. */
    async grow(/** @type {number} */ count) {
      while (urls.length < count) {
        const gateway = await startApp({ ...common, folder: 'gateway', core: MEASURED });
        stops.push(gateway.process.stop);
        urls.push(gateway.url);
        if (api !== null) continue;
        api = await createApi({ url: gateway.url, databaseUrl: postgres.url, secrets });
        await openShop(api, { cases, baseUrl: upstream.url });
      }
    },
    /** A tenant for each case that has used nothing yet. */
    async newCustomers(/** @type {string} */ run) {
      if (api === null) throw new Error('there is no gateway yet');
      const keys = [];
      for (const [index, one] of cases.entries()) {
        const facts = { name: `${one.name} (${run})`, credit: creditOf(one), product: modelOf(index) };
        keys.push((await addTenant(api, facts)).key);
      }
      return keys;
    },
    async newSharers(/** @type {string} */ run) {
      if (api === null) throw new Error('there is no gateway yet');
      return addSharers(api, { run, weights: WEIGHTS });
    },
    async stop() {
      for (const stop of stops.toReversed()) await stop();
    },
  };
}

/**
 * A model that serves so many calls at once, and a customer of it for each weight.
 * @param {import('../system/shop.mjs').ManagementApi} api
 * @param {{ run: string, weights: readonly number[] }} options
 * @returns {Promise<string[]>} the customers' keys
 */
async function addSharers(api, { run, weights }) {
  const keys = [];
  for (const weight of weights) {
    const facts = { name: `weight of ${weight} (${run})`, credit: PLENTY, product: SHARED_MODEL };
    const { key, tenantId } = await addTenant(api, facts);
    await api(`tenants/${tenantId}/weight`, { weight }, 'PUT');
    keys.push(key);
  }
  return keys;
}

/** @param {number} index of the case */
export function modelOf(index) {
  return `limit-${index}`;
}

/**
 * @param {import('../system/shop.mjs').ManagementApi} api
 * @param {{ cases: readonly import('./limit-cases.mjs').LimitCase[], baseUrl: string }} sold
 */
async function openShop(api, { cases, baseUrl }) {
  await api('providers', { slug: 'limits', kind: 'openai-compatible', baseUrl, credential: 'sk-bench' });
  const cost = { input_token: '0.0000001', output_token: '0.0000004', currency: 'USD' };
  const sold = cases.map(({ name, limits }, index) => ({ model: modelOf(index), name, limits, capacity: null }));
  const shared = { model: SHARED_MODEL, name: 'shared', limits: {}, capacity: CAPACITY };
  for (const { model, name, limits, capacity } of [...sold, shared]) {
    const targets = [{ provider: 'limits', upstreamModel: model, weight: 1 }];
    await api('models', { name: model, targets, cost, capacity });
    await api('products', { slug: model, name, models: [model], approval: 'automatic' });
    await api('plans', { slug: model, name, product: model, currency: 'USD', prices: PRICES, limits });
  }
}

/**
 * @param {import('../system/shop.mjs').ManagementApi} api
 * @param {{ name: string, credit: string, product: string }} customer
 */
async function addTenant(api, { name, credit, product }) {
  const tenant = await api('tenants', { name, billingMode: 'prepaid', currency: 'USD' });
  await api(`tenants/${tenant.id}/credits`, { amount: credit, currency: 'USD', reason: 'bench' });
  const application = await api('applications', { tenantId: tenant.id, name: 'Bench' });
  await api('subscriptions', { applicationId: application.id, product, plan: product, message: '' });
  const { key } = await api('keys', { applicationId: application.id, name: 'Bench', environment: 'live' });
  return { key: /** @type {string} */ (key), tenantId: /** @type {string} */ (tenant.id) };
}
