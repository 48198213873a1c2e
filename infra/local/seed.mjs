/**
 * Puts the demo into the database and its keys into `.local/demo.json`. A process of its own: it needs the built
 * packages, and its memory is given back. Run by start.mjs, which sets its environment.
 */
import { seedDemo } from '@turnpike/management/seed/demo';
import { DEMO_FILE } from './bootstrap/paths.mjs';
import { readJson, writeJson } from './state/json-file.mjs';

const { DATABASE_URL = '', KEY_PEPPER = '', CREDENTIAL_KEY = '', KEY_PREFIX, DEMO_URLS = '{}' } = process.env;

const demo = await seedDemo({
  databaseUrl: DATABASE_URL,
  keyPepper: KEY_PEPPER,
  credentialKey: CREDENTIAL_KEY,
  ...(KEY_PREFIX ? { keyPrefix: KEY_PREFIX } : {}),
  // Keys are stored as hashes only: what was shown once can't be read back from the database.
  existing: readJson(DEMO_FILE),
  urls: JSON.parse(DEMO_URLS),
});
writeJson(DEMO_FILE, demo);
