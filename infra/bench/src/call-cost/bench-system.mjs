/** A gateway on the measured core, with PostgreSQL, Redis and a worker of its own, and one customer of one model. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '@turnpike/db/client';
import { migrate } from '@turnpike/db/migrate';
import { ROOT } from '@turnpike/local/bootstrap/paths.mjs';
import { findFreePort } from '@turnpike/local/ports.mjs';
import { startPostgres } from '@turnpike/local/servers/postgres.mjs';
import { findRedis } from '@turnpike/local/servers/redis-binary.mjs';
import { superviseRedis } from '@turnpike/local/servers/redis.mjs';
import { httpProbe } from '@turnpike/local/supervise/readiness.mjs';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import { createManagementKey } from '@turnpike/management/management-keys/create-management-key.use-case';
import { startPinned } from './pinned-process.mjs';

/**
 * @typedef {import('./pinned-process.mjs').PinnedProcess} PinnedProcess
 * @typedef {object} BenchSystem
 * @property {PinnedProcess} gateway
 * @property {string} key of the customer
 * @property {() => void} pauseWorker
 * @property {() => Promise<void>} settle lets the worker work off what waits
 * @property {(body: string) => Promise<void>} expectBilledCall one call, its answer, and its usage event
 * @property {() => Promise<void>} stop
 */

/** High enough that none refuses, and each is checked. */
const LIMITS = { requestsPerSecond: 1_000_000, burst: 1_000_000, concurrency: 10_000, quotaPerMonth: 1_000_000_000 };
const PRICES = [
  { unit: 'input_token', amount: '0.0000001375' },
  { unit: 'output_token', amount: '0.00000055' },
];
/** 48 input and 12 output tokens, as the upstream reports them. */
const CHARGE = '0.0000132';

/**
 * @param {{ upstreamUrl: string, measuredCore: number, restCore: number }} options
 * @returns {Promise<BenchSystem>}
 */
export async function startBenchSystem({ upstreamUrl, measuredCore, restCore }) {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  const postgres = await startPostgres();
  const redis = await startRedis(folder);
  await migrate({ url: postgres.url });
  const secrets = {
    KEY_PEPPER: randomBytes(32).toString('base64'),
    CREDENTIAL_KEY: randomBytes(32).toString('base64'),
  };
  const stores = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const gatewayPort = await findFreePort('bench gateway');
  const gatewayEnv = {
    ...stores,
    ...secrets,
    REDIS_CACHE_URL: redis.url,
    GATEWAY_PORT: String(gatewayPort),
    PORTAL_URL: 'http://127.0.0.1:3000',
    SPOOL_DIR: join(folder, 'spool'),
  };
  const gateway = await startApp({ folder: 'gateway', core: measuredCore, env: gatewayEnv });
  const worker = await startApp({
    folder: 'worker',
    core: restCore,
    env: { ...stores, KEY_PEPPER: secrets.KEY_PEPPER },
  });
  const url = `http://127.0.0.1:${gatewayPort}`;
  const api = createApi(url, await makeManagementKey(postgres.url, secrets));
  const key = await sell(api, upstreamUrl);
  return {
    gateway: { ...gateway.process, url },
    key,
    pauseWorker: () => worker.process.signal('SIGSTOP'),
    async settle() {
      worker.process.signal('SIGCONT');
      while ((await gateway.gauge('turnpike_unconfirmed_usage_events')) > 0) await sleep(200);
    },
    expectBilledCall: (body) => expectBilledCall({ url, key, api, body }),
    async stop() {
      await Promise.all([gateway.process.stop(), worker.process.stop()]);
      await Promise.all([postgres.remove(), redis.process.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param {string} folder */
export async function startRedis(folder) {
  // A Redis of another place than PATH may be named, as for the tests.
  const named = process.env.TEST_REDIS_SERVER;
  const binary = named ? { path: named, version: '', major: '', source: 'TEST_REDIS_SERVER' } : await findRedis();
  const choosePort = () => findFreePort('bench redis');
  return superviseRedis({ name: 'redis', role: 'main', binary, directory: folder, password: 'bench', choosePort });
}

/** @param {{ folder: string, core: number, env: Record<string, string> }} options */
export async function startApp({ folder, core, env }) {
  const opsPort = await findFreePort(`bench ${folder} ops`);
  const opsUrl = `http://127.0.0.1:${opsPort}`;
  const { PATH = '', HOME = '/' } = process.env;
  const process_ = await startPinned({
    core,
    file: 'dist/main.js',
    args: [],
    cwd: join(ROOT, 'apps', folder),
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      HOST: '127.0.0.1',
      OPS_PORT: String(opsPort),
      ...env,
    },
    ready: httpProbe(`${opsUrl}/ready`),
  });
  const gauge = async (/** @type {string} */ name) => {
    const text = await (await fetch(`${opsUrl}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(name));
    if (line === undefined) throw new Error(`${folder} has no metric ${name}`);
    return Number(line.split(' ').at(-1));
  };
  return { process: process_, gauge };
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

/**
 * @param {string} url
 * @param {string} key
 */
function createApi(url, key) {
  return async (/** @type {string} */ path, /** @type {object | undefined} */ body = undefined) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { data } = /** @type {{ data: any }} */ (await response.json());
    if (!response.ok && body !== undefined) throw new Error(`${path} answered ${response.status}`);
    return data;
  };
}

/**
 * A model at the upstream, a plan with every limit, a customer with money; gives the customer's key.
 * @param {ReturnType<typeof createApi>} api
 * @param {string} upstreamUrl
 * @returns {Promise<string>}
 */
async function sell(api, upstreamUrl) {
  await api('providers', {
    slug: 'bench',
    kind: 'openai-compatible',
    baseUrl: `${upstreamUrl}/v1`,
    credential: 'sk-bench',
  });
  const cost = { input_token: '0.0000001', output_token: '0.0000004', currency: 'USD' };
  await api('models', { name: 'bench', targets: [{ provider: 'bench', upstreamModel: 'bench', weight: 1 }], cost });
  await api('products', { slug: 'bench', name: 'Bench', models: ['bench'], approval: 'automatic' });
  await api('plans', {
    slug: 'bench',
    name: 'Bench',
    product: 'bench',
    currency: 'USD',
    prices: PRICES,
    limits: LIMITS,
  });
  const tenant = await api('tenants', { name: 'Bench', billingMode: 'prepaid', currency: 'USD' });
  await api(`tenants/${tenant.id}/credits`, { amount: '1000000', currency: 'USD', reason: 'bench' });
  const application = await api('applications', { tenantId: tenant.id, name: 'Bench' });
  await api('subscriptions', { applicationId: application.id, product: 'bench', plan: 'bench', message: '' });
  return (await api('keys', { applicationId: application.id, name: 'Bench', environment: 'live' })).key;
}

/** @param {{ url: string, key: string, api: ReturnType<typeof createApi>, body: string }} call */
async function expectBilledCall({ url, key, api, body }) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  const answer = /** @type {any} */ (await response.json());
  if (answer.usage?.total_tokens !== 60) throw new Error(`answered ${response.status} ${JSON.stringify(answer)}`);
  const deadline = Date.now() + 30_000;
  for (;;) {
    const record = await api(`calls/${response.headers.get('x-request-id')}`);
    if (record?.charge === CHARGE && record.usageSource === 'provider') return;
    if (Date.now() > deadline) throw new Error(`its record is ${JSON.stringify(record)}`);
    await sleep(50);
  }
}
