/** The built portal over a month's data, with the gateway that its pages ask, on ports of their own. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@turnpike/db/client';
import { migrate } from '@turnpike/db/migrate';
import { ROOT } from '@turnpike/local/bootstrap/paths.mjs';
import { findFreePort } from '@turnpike/local/ports.mjs';
import { startPostgres } from '@turnpike/local/servers/postgres.mjs';
import { httpProbe } from '@turnpike/local/supervise/readiness.mjs';
import { seedDemo } from '@turnpike/management/seed/demo';
import { startApp, startRedis } from '../system/app.mjs';
import { MEASURED, REST } from '../system/cores.mjs';
import { startPinned } from '../system/pinned-process.mjs';
import { readIds } from './ids.mjs';
import { seedMonth } from './seed.mjs';

const PORTAL = join(ROOT, 'apps', 'portal');

/**
 * @typedef {object} Seed
 * @property {string} keyPepper
 * @property {string} credentialKey
 * @property {import('@turnpike/management/seed/demo').DemoFile} demo
 */

/**
 * @typedef {object} PageSystem
 * @property {string} url of the portal
 * @property {Map<string, string>} ids
 * @property {(reader: 'developer' | 'admin') => Promise<string>} signIn the session's cookie
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ databaseUrl: string | undefined }} options a database to seed, or one seeded by an earlier run; a server of
 * the bench's own that is forgotten afterwards when omitted
 * @returns {Promise<PageSystem>}
 */
export async function startPageSystem({ databaseUrl }) {
  if (!existsSync(join(PORTAL, '.next', 'BUILD_ID'))) throw new Error('the portal is not built: npm run build');
  /** @type {(() => unknown)[]} What is running, the newest last. */
  const stops = [];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
    stops.length = 0;
  };
  try {
    return { ...(await startAll(databaseUrl, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string | undefined} databaseUrl
 * @param {(() => unknown)[]} stops
 * @returns {Promise<Omit<PageSystem, 'stop'>>}
 */
async function startAll(databaseUrl, stops) {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = databaseUrl === undefined ? await startPostgres() : null;
  if (postgres !== null) stops.push(postgres.remove);
  const url = databaseUrl ?? postgres?.url ?? '';
  const { seed, ids } = await prepare(url);
  const redis = await startRedis(folder);
  stops.push(() => redis.process.stop());
  const portalPort = await findFreePort('bench portal');
  const portalUrl = `http://127.0.0.1:${portalPort}`;
  const secrets = { KEY_PEPPER: seed.keyPepper, CREDENTIAL_KEY: seed.credentialKey };
  const gateway = await startApp({
    folder: 'gateway',
    core: REST,
    connections: { DATABASE_URL: url, REDIS_URL: redis.url, REDIS_CACHE_URL: redis.url },
    secrets,
    portalUrl,
    spool: join(folder, 'spool'),
  });
  stops.push(gateway.process.stop);
  const portal = await startPortal({
    port: portalPort,
    env: { ...secrets, DATABASE_URL: url, GATEWAY_URL: gateway.url, PORTAL_URL: portalUrl },
  });
  stops.push(portal.stop);
  return {
    url: portalUrl,
    ids,
    signIn: (reader) => signIn({ gatewayUrl: gateway.url, portalUrl, account: seed.demo[reader] }),
  };
}

/**
 * Migrates, and seeds unless an earlier run did: what it needs to know of the seed stands beside the data.
 * @param {string} url
 * @returns {Promise<{ seed: Seed, ids: Map<string, string> }>}
 */
async function prepare(url) {
  await migrate({ url });
  const db = createDatabase({ url, poolSize: 2, applicationName: 'bench' });
  try {
    await db.pool.query('CREATE TABLE IF NOT EXISTS bench_seed (seed jsonb NOT NULL)');
    const { rows } = await db.pool.query('SELECT seed FROM bench_seed');
    const seed = /** @type {Seed} */ (rows[0]?.seed ?? (await seedAll(url)));
    if (rows.length === 0) await db.pool.query('INSERT INTO bench_seed VALUES ($1)', [seed]);
    return { seed, ids: await readIds(db.pool, bareId(seed.demo.tenantId)) };
  } finally {
    await db.close();
  }
}

/**
 * @param {string} url
 * @returns {Promise<Seed>}
 */
async function seedAll(url) {
  const keyPepper = randomBytes(32).toString('base64');
  const credentialKey = randomBytes(32).toString('base64');
  const nowhere = 'http://127.0.0.1:9';
  const urls = { gatewayUrl: nowhere, portalUrl: nowhere, sandboxUrl: nowhere, mailUrl: nowhere };
  const demo = await seedDemo({ databaseUrl: url, keyPepper, credentialKey, existing: null, urls });
  await seedMonth(url, bareId(demo.tenantId));
  return { keyPepper, credentialKey, demo };
}

/** @param {{ port: number, env: Record<string, string> }} options */
function startPortal({ port, env }) {
  const { PATH = '', HOME = '/' } = process.env;
  return startPinned({
    core: MEASURED,
    command: [process.execPath, 'node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', '127.0.0.1'],
    cwd: PORTAL,
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      HOST: '127.0.0.1',
      PORTAL_PORT: String(port),
      ...env,
    },
    ready: httpProbe(`http://127.0.0.1:${port}/ready`),
  });
}

/** @param {{ gatewayUrl: string, portalUrl: string, account: { email: string, password: string } }} options */
async function signIn({ gatewayUrl, portalUrl, account: { email, password } }) {
  const answer = await fetch(`${gatewayUrl}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: portalUrl },
    body: JSON.stringify({ email, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`signing ${email} in answered ${answer.status}`);
  return cookie;
}

/** @param {string} id */
function bareId(id) {
  return id.replace(/^\w+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
