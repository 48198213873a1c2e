/**
 * Our gateway with everything on: key, every limit, hold, settlement, metering, record, headers and receipt. PostgreSQL,
 * Redis and the worker are its own, on the core of the rest. While a round is measured the worker stands still; what
 * waits is worked off between rounds.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '@turnpike/db/client';
import { migrate } from '@turnpike/db/migrate';
import { startPostgres } from '@turnpike/local/servers/postgres.mjs';
import { cpuMicros, peakBytes, residentBytes, treeMicros } from '../measure/process-times.mjs';
import { startApp, startRedis } from '../system/app.mjs';
import { MEASURED, REST } from '../system/cores.mjs';
import { chargeOf, createApi, openShop } from '../system/shop.mjs';
import { originsOf } from './target.mjs';

const EVENT_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** After it is ready or through, until its memory is looked at. */
const REST_MS = 3_000;
/** A worker that was stopped this long ago has missed nothing but time. */
const DRAIN_TIMEOUT_MS = 300_000;

/**
 * @typedef {object} Drained µs of CPU
 * @property {number} events
 * @property {number} workerUs
 * @property {number} postgresUs
 * @property {number} gatewayUs
 *
 * @typedef {object} GatewayLane
 * @property {number} idleBytes resident memory when it was ready and had answered nobody
 * @property {() => Promise<{ endBytes: number, peakBytes: number }>} finalMemory at rest, and the most there ever was
 * @property {string} databaseUrl
 * @property {string} keyPepper base64
 * @property {() => void} pauseWorker
 * @property {() => Promise<Drained | null>} drain lets the worker work off what waits; null where it wasn't paused
 * @property {() => Promise<number>} countEvents of usage, in PostgreSQL
 * @property {() => string} log
 */

/**
 * @param {{ folder: string, upstreams: import('./target.mjs').Origins, nodeOptions: string, signal: AbortSignal }} options
 * @returns {Promise<import('./target.mjs').Target & GatewayLane>}
 */
export async function startGatewayTarget({ folder, upstreams, nodeOptions, signal }) {
  /** @type {(() => unknown)[]} What is running, the newest last. */
  const stops = [];
  const stop = async () => {
    for (const one of stops.toReversed()) await one();
    stops.length = 0;
  };
  try {
    return { ...(await startAll({ folder, upstreams, nodeOptions, signal, stops })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {{ folder: string, upstreams: import('./target.mjs').Origins, nodeOptions: string, signal: AbortSignal, stops: (() => unknown)[] }} options
 * @returns {Promise<Omit<import('./target.mjs').Target & GatewayLane, 'stop'>>}
 */
async function startAll({ folder, upstreams, nodeOptions, signal, stops }) {
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
  const gateway = await startApp({ ...common, nodeOptions, folder: 'gateway', core: MEASURED });
  // In order, so that a profile gets written.
  stops.push(gateway.process.end);
  const worker = await startApp({ ...common, folder: 'worker', core: REST });
  stops.push(worker.process.stop);
  const pids = [gateway.process.pid];
  await sleep(REST_MS);
  const idleBytes = residentBytes(pids);
  const api = await createApi({ url: gateway.url, databaseUrl: postgres.url, secrets });
  const key = await openShop({ api, upstreams });
  return {
    name: 'gateway',
    title: 'Turnpike, everything on',
    pids,
    origins: originsOf(() => gateway.url),
    headers: () => ({ authorization: `Bearer ${key}` }),
    idleBytes,
    databaseUrl: postgres.url,
    keyPepper: secrets.KEY_PEPPER,
    expectBilled: (requestId, outputTokens) => expectBilled(api, requestId, outputTokens),
    ...createLane({ gateway, worker, postgresPid: postgres.pid() ?? 0, signal }),
    async finalMemory() {
      await sleep(REST_MS);
      return { endBytes: residentBytes(pids), peakBytes: peakBytes(pids) };
    },
    countEvents: () => countEvents(postgres.url),
    log: () => gateway.process.output(),
  };
}

/**
 * @param {{ gateway: import('../system/app.mjs').RunningApp, worker: import('../system/app.mjs').RunningApp, postgresPid: number, signal: AbortSignal }} lane
 */
function createLane({ gateway, worker, postgresPid, signal }) {
  let paused = false;
  const waiting = () => gateway.gauge('turnpike_unconfirmed_usage_events');
  const times = () => ({
    worker: cpuMicros([worker.process.pid]),
    postgres: treeMicros(postgresPid),
    gateway: cpuMicros([gateway.process.pid]),
  });
  return {
    pauseWorker() {
      worker.process.signal('SIGSTOP');
      paused = true;
    },
    async drain() {
      const [events, before, wasPaused] = [await waiting(), times(), paused];
      worker.process.signal('SIGCONT');
      paused = false;
      const deadline = Date.now() + DRAIN_TIMEOUT_MS;
      for (let left = events; left > 0; left = await waiting()) {
        signal.throwIfAborted();
        if (Date.now() > deadline) throw new Error(`${left} of ${events} usage events are still not confirmed`);
        await sleep(POLL_MS);
      }
      const after = times();
      if (!wasPaused || events === 0) return null;
      return {
        events,
        workerUs: after.worker - before.worker,
        postgresUs: after.postgres - before.postgres,
        gatewayUs: after.gateway - before.gateway,
      };
    },
  };
}

/** @param {string} databaseUrl */
async function countEvents(databaseUrl) {
  const db = createDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'bench' });
  try {
    const { rows } = await db.pool.query('SELECT count(*)::int AS count FROM usage_events');
    return Number(rows[0]?.count);
  } finally {
    await db.close();
  }
}

/**
 * @param {import('../system/shop.mjs').ManagementApi} api
 * @param {string} requestId
 * @param {number} outputTokens
 */
async function expectBilled(api, requestId, outputTokens) {
  const charge = chargeOf(outputTokens);
  const deadline = Date.now() + EVENT_TIMEOUT_MS;
  for (;;) {
    const record = await api(`calls/${requestId}`);
    if (record?.charge === charge && record.usageSource === 'provider') return;
    if (Date.now() > deadline)
      throw new Error(`${requestId} should cost ${charge}; its record: ${JSON.stringify(record)}`);
    await sleep(POLL_MS);
  }
}
