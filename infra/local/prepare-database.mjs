/** What a database needs before the processes use it: the newest schema, and something in it. */
import { join } from 'node:path';
import { urlsOf } from './apps.mjs';
import { childEnvironment } from './bootstrap/child-environment.mjs';
import { runOrFail } from './bootstrap/command.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { planAppPorts } from './ports.mjs';

/** @param {string} url */
export async function migrateDatabase(url) {
  const { migrate } = await import('@turnpike/db/migrate');
  await migrate({ url });
}

/**
 * Seeds a migrated database; what was made is in the scenario's file.
 * @param {string} name
 * @param {{ url: string, secrets: import('./state/secrets.mjs').Secrets, signal: AbortSignal }} options
 */
export async function seedScenario(name, { url, secrets, signal }) {
  const { KEY_PEPPER, CREDENTIAL_KEY } = secrets;
  const host = process.env.HOST || '127.0.0.1';
  const DEMO_URLS = JSON.stringify(urlsOf(planAppPorts(process.env), host));
  const own = { SCENARIO: name, DATABASE_URL: url, KEY_PEPPER, CREDENTIAL_KEY, DEMO_URLS };
  const env = { ...childEnvironment(), ...own };
  await runOrFail(process.execPath, [join(import.meta.dirname, 'seed-scenario.mjs')], { cwd: ROOT, env, signal });
}
