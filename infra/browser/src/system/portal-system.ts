/**
 * What `npm start` runs, on free ports with stores of its own: the same processes with the same environment, from the
 * built applications, with the demo's accounts and catalogue.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from '@turnpike/db/client';
import { appsOf, urlsOf } from '@turnpike/local/apps.mjs';
import { findFreePort } from '@turnpike/local/ports.mjs';
import { httpProbe, waitUntilReady } from '@turnpike/local/supervise/readiness.mjs';
import { SupervisedProcess } from '@turnpike/local/supervise/supervised-process.mjs';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { type DemoFile, seedDemo } from '@turnpike/management/seed/demo';
import type { DemoUrls } from '@turnpike/management/seed/scenario';
import { createTestDatabase } from '@turnpike/testing/database';
import { startTestRedis } from '@turnpike/testing/redis';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 90_000;

export interface PortalSystem extends DemoUrls {
  demo: DemoFile;
  /** The use cases, to prepare what a test is not about. */
  context: ManagementContext;
  stop(): Promise<void>;
}

/** Starts everything; resolves when all of it is ready. BROWSER_LOGS names a folder to keep the logs in. */
export async function startPortalSystem(): Promise<PortalSystem> {
  const { BROWSER_LOGS } = process.env;
  const folder = mkdtempSync(join(BROWSER_LOGS ?? tmpdir(), 'turnpike-browser-'));
  const [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  const secrets = makeSecrets();
  const plan = await planPorts();
  process.env.SPOOL_DIR = join(folder, 'spool');
  const connections = { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_CACHE_URL: redis.url };
  const urls = urlsOf(plan, HOST);
  const demo = await seedDemo({
    databaseUrl: database.url,
    keyPepper: secrets.KEY_PEPPER,
    credentialKey: secrets.CREDENTIAL_KEY,
    existing: null,
    urls,
  });
  const apps = appsOf({ plan, host: HOST, connections, secrets, watch: false }).map(({ spec, readyUrl }) => ({
    readyUrl,
    process: new SupervisedProcess({ ...spec, logFile: join(folder, `${spec.name}.log`) }),
  }));
  const stopAll = async () => {
    await Promise.all(apps.map((app) => app.process.stop(AbortSignal.abort())));
    await Promise.all([database.drop(), redis.stop()]);
  };
  try {
    await Promise.all(apps.map(startApp));
  } catch (error) {
    // What was started would outlive the test.
    await stopAll();
    throw error;
  }
  const db = createDatabase({ url: database.url, poolSize: 3, applicationName: 'browser-test' });
  return {
    ...urls,
    demo,
    context: openContext(db, secrets),
    async stop() {
      await db.close();
      await stopAll();
      if (BROWSER_LOGS === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startApp(app: { process: SupervisedProcess; readyUrl: string }): Promise<void> {
  app.process.start();
  await waitUntilReady(app.process, { probe: httpProbe(app.readyUrl), timeoutMs: READY_TIMEOUT_MS });
}

function openContext(db: Database, secrets: { KEY_PEPPER: string; CREDENTIAL_KEY: string }): ManagementContext {
  return createManagementContext({
    db,
    keyPepper: Buffer.from(secrets.KEY_PEPPER, 'base64'),
    credentialKeys: createCredentialKeys([secrets.CREDENTIAL_KEY]),
    keyPrefix: 'tp',
  });
}

function makeSecrets() {
  const key256 = () => randomBytes(32).toString('base64');
  return {
    KEY_PEPPER: key256(),
    CREDENTIAL_KEY: key256(),
    POSTGRES_PASSWORD: '',
    REDIS_PASSWORD: '',
    STRIPE_SECRET_KEY: `sk_test_${randomBytes(18).toString('hex')}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('hex')}`,
  };
}

async function planPorts() {
  const choose = (name: string) => findFreePort(`browser ${name}`);
  const names = ['GATEWAY_PORT', 'PORTAL_PORT', 'SANDBOX_PORT', 'MAIL_PORT', 'SMTP_PORT', 'OPS_PORT'] as const;
  const byVariable = {} as Record<(typeof names)[number], number>;
  for (const name of names) byVariable[name] = await choose(name);
  const ops: number[] = [];
  for (const name of ['gateway', 'worker', 'sandbox']) ops.push(await choose(`${name} ops`));
  return { byVariable, gatewayProcesses: 1, ops };
}
