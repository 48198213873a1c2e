/**
 * Seeds one scenario and writes what it made, secrets included, into its file under `.local`. A process of its own: it
 * needs the built packages, and its memory is given back. Run by start.mjs and seed.mjs, which set its environment.
 */
import { SCENARIOS } from '@turnpike/management/seed/scenarios';
import { runScenario } from '@turnpike/management/seed/scenario';
import { scenarioFile } from './bootstrap/paths.mjs';
import { readJson, writeJson } from './state/json-file.mjs';

const { SCENARIO = '', DATABASE_URL = '', KEY_PEPPER = '', CREDENTIAL_KEY = '', KEY_PREFIX } = process.env;

const scenario = SCENARIOS.find(({ name }) => name === SCENARIO);
if (scenario === undefined) throw new Error(`there is no scenario "${SCENARIO}"`);
const file = scenarioFile(scenario.name);
const seeded = await runScenario(scenario, {
  databaseUrl: DATABASE_URL,
  keyPepper: KEY_PEPPER,
  credentialKey: CREDENTIAL_KEY,
  ...(KEY_PREFIX ? { keyPrefix: KEY_PREFIX } : {}),
  // Keys are stored as hashes only: what was shown once can't be read back from the database.
  existing: readJson(file),
  urls: JSON.parse(process.env.DEMO_URLS ?? '{}'),
  vendorKeys: process.env,
});
writeJson(file, seeded);
