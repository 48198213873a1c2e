/**
 * A whole Turnpike of a test's own: PostgreSQL, Redis, gateways, worker and sandbox, as real processes on free ports.
 * Build first: what runs are the built applications.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@turnpike/db/client';
import { KeySpace } from '@turnpike/limits/keys';
import { findFreePort } from '@turnpike/local/ports.mjs';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import { createManagementKey } from '@turnpike/management/management-keys/create-management-key.use-case';
import { Redis } from 'ioredis';
import pg from 'pg';
import { AppProcess } from './app-process.js';
import { ManagementApi } from './management-api.js';
import { type Stores, startStores } from './stores.js';

/** `gateway` is the first of them. */
export type Part = 'gateway' | 'worker' | 'redis' | 'redis and its data' | 'postgres';

export interface System {
  /** One for each gateway process. */
  gatewayUrls: string[];
  gateways: AppProcess[];
  sandboxUrl: string;
  api: ManagementApi;
  pool: pg.Pool;
  redis: Redis;
  keys: KeySpace;
  spoolFolder: string;
  /** kill -9. Resolves when the part, or its successor, is ready again. */
  kill(part: Part): Promise<void>;
  stop(): Promise<void>;
}

const REDIS_PREFIX = 'tp';
/** Receivers of webhooks are servers of the tests'. */
const OUTBOUND_ALLOWED = '127.0.0.1/32';

/**
 * Starts everything; resolves when all of it is ready. The logs are thrown away with the rest, unless ACCEPTANCE_LOGS
 * names a folder to keep them in.
 */
export async function startSystem({ gatewayProcesses = 2 } = {}): Promise<System> {
  const { ACCEPTANCE_LOGS } = process.env;
  const folder = mkdtempSync(join(ACCEPTANCE_LOGS ?? tmpdir(), 'turnpike-acceptance-'));
  const stores = await startStores();
  const secrets = {
    KEY_PEPPER: randomBytes(32).toString('base64'),
    CREDENTIAL_KEY: randomBytes(32).toString('base64'),
  };
  const { sandbox, sandboxUrl } = await makeSandbox(folder);
  const spoolFolder = join(folder, 'spool');
  const worker = await makeWorker({ folder, spoolFolder, stores, secrets });
  const { gateways, gatewayUrls } = await makeGateways({
    folder,
    spoolFolder,
    stores,
    secrets,
    count: gatewayProcesses,
  });
  const apps = [sandbox, worker, ...gateways];
  await Promise.all(apps.map((app) => app.start()));
  const pool = new pg.Pool({ connectionString: stores.databaseUrl, max: 4 });
  pool.on('error', () => undefined);
  const redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const managementKey = await makeManagementKey(stores.databaseUrl, secrets);
  const url = (index: number) => gatewayUrls[index] as string;
  return {
    gatewayUrls,
    gateways,
    sandboxUrl,
    // The last gateway: where there are several, the first is the one that is killed.
    api: new ManagementApi(managementKey, () => url(gatewayUrls.length - 1)),
    pool,
    redis,
    keys: new KeySpace(REDIS_PREFIX),
    spoolFolder,
    async kill(part) {
      if (part === 'gateway') await (gateways[0] as AppProcess).kill();
      else if (part === 'worker') await worker.kill();
      else if (part === 'postgres') await stores.killPostgres();
      else await stores.killRedis({ empty: part === 'redis and its data' });
    },
    async stop() {
      redis.disconnect();
      await pool.end();
      await Promise.all(apps.map((app) => app.stop()));
      await stores.remove();
      if (ACCEPTANCE_LOGS === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

const port = (name: string) => findFreePort(`acceptance ${name}`);

async function makeSandbox(folder: string) {
  const ports = { SANDBOX_PORT: await port('sandbox'), MAIL_PORT: await port('mail'), SMTP_PORT: await port('smtp') };
  const env = Object.fromEntries(Object.entries(ports).map(([name, value]) => [name, String(value)]));
  const logFile = join(folder, 'sandbox.log');
  const sandbox = new AppProcess({
    name: 'sandbox',
    folder: 'sandbox',
    opsPort: await port('sandbox ops'),
    env,
    logFile,
  });
  return { sandbox, sandboxUrl: `http://127.0.0.1:${ports.SANDBOX_PORT}` };
}

interface ProcessPlace {
  folder: string;
  spoolFolder: string;
  stores: Stores;
  secrets: Record<string, string>;
}

async function makeWorker({ folder, spoolFolder, stores: { databaseUrl, redisUrl }, secrets }: ProcessPlace) {
  const env = {
    ...secrets,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    REDIS_PREFIX,
    SPOOL_DIR: spoolFolder,
    OUTBOUND_ALLOWED,
  };
  const logFile = join(folder, 'worker.log');
  return new AppProcess({ name: 'worker', folder: 'worker', opsPort: await port('worker ops'), env, logFile });
}

async function makeGateways(options: ProcessPlace & { count: number }) {
  const { folder, spoolFolder, stores, secrets, count } = options;
  const gateways: AppProcess[] = [];
  const gatewayUrls: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `gateway-${index}`;
    const gatewayPort = await port(name);
    const env = {
      ...secrets,
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      REDIS_CACHE_URL: stores.redisUrl,
      REDIS_PREFIX,
      GATEWAY_PORT: String(gatewayPort),
      PROCESS_INDEX: String(index),
      PORTAL_URL: 'http://127.0.0.1:3000',
      SPOOL_DIR: spoolFolder,
      OUTBOUND_ALLOWED,
    };
    const logFile = join(folder, `${name}.log`);
    gateways.push(new AppProcess({ name, folder: 'gateway', opsPort: await port(`${name} ops`), env, logFile }));
    gatewayUrls.push(`http://127.0.0.1:${gatewayPort}`);
  }
  return { gateways, gatewayUrls };
}

async function makeManagementKey(
  url: string,
  secrets: { KEY_PEPPER: string; CREDENTIAL_KEY: string },
): Promise<string> {
  const db = createDatabase({ url, poolSize: 1, applicationName: 'acceptance' });
  try {
    const context = createManagementContext({
      db,
      keyPepper: Buffer.from(secrets.KEY_PEPPER, 'base64'),
      credentialKeys: createCredentialKeys([secrets.CREDENTIAL_KEY]),
      keyPrefix: 'tp',
    });
    const actor = { kind: 'system', name: 'acceptance', ip: null, requestId: null } as const;
    return (await createManagementKey(context, actor, { name: 'Acceptance' })).key;
  } finally {
    await db.close();
  }
}
