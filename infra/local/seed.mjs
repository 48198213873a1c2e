/**
 * `npm run seed -- <name>`: brings the database of the running start, or the one DATABASE_URL names, into a known state.
 * Nothing is taken away: a scenario adds what is missing of it. Without a name it lists what there is.
 */
import { relative } from 'node:path';
import { build, install } from './bootstrap/prepare.mjs';
import { loadEnvironmentFile, runMain } from './bootstrap/main.mjs';
import { ROOT, scenarioFile, START_LOCK } from './bootstrap/paths.mjs';
import { ownDatabaseUrl } from './local-servers.mjs';
import { migrateDatabase, seedScenario } from './prepare-database.mjs';
import { readJson } from './state/json-file.mjs';
import { lockHolder } from './state/lock.mjs';
import { loadSecrets } from './state/secrets.mjs';

loadEnvironmentFile();
await runMain({ run: seed });

/**
 * @param {import('./bootstrap/main.mjs').CommandContext} context
 * @returns {Promise<number>}
 */
async function seed({ progress, stop }) {
  // A running start has built them, and npm run dev compiles what changes.
  if (lockHolder(START_LOCK) === undefined) {
    await install({ progress, signal: stop });
    await build({ progress, signal: stop, filter: ['--filter=@turnpike/management'] });
  }
  const [name, ...rest] = process.argv.slice(2);
  const { SCENARIOS } = await import('@turnpike/management/seed/scenarios');
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined || rest.length > 0) {
    const asked = name === undefined ? '' : `There is no scenario "${[name, ...rest].join(' ')}".\n`;
    console.error(`\n${asked}npm run seed -- <name>\n\n${renderList(SCENARIOS)}`);
    return 1;
  }
  const secrets = loadSecrets(process.env);
  const url = databaseUrl(secrets);
  await progress.step('seed', `${scenario.name}: ${scenario.about}`, async () => {
    // The running start has migrated its own.
    if (process.env.DATABASE_URL) await migrateDatabase(url);
    await seedScenario(scenario.name, { url, secrets, signal: stop });
  });
  const file = scenarioFile(scenario.name);
  console.log(`\n${JSON.stringify(readJson(file), null, 2)}\n\nKept in ${relative(ROOT, file)}`);
  return 0;
}

/**
 * @param {import('./state/secrets.mjs').Secrets} secrets
 * @throws {Error} when there is no database to seed
 */
function databaseUrl(secrets) {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const own = ownDatabaseUrl(secrets);
  if (lockHolder(START_LOCK) !== undefined && own !== undefined) return own;
  throw new Error('Nothing of this checkout is running: npm start first, or set DATABASE_URL');
}

/** @param {readonly { name: string, about: string }[]} scenarios */
function renderList(scenarios) {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n');
}
