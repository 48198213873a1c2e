/** Secrets of a laptop's installation: made at the first start, kept for good, passed on as environment. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { LOCAL } from '../bootstrap/paths.mjs';
import { readJson, writeJson } from './json-file.mjs';

const FILE = join(LOCAL, 'secrets.json');

/**
 * @typedef {object} Secrets
 * @property {string} KEY_PEPPER base64 of 32 bytes
 * @property {string} CREDENTIAL_KEY base64 of 32 bytes
 * @property {string} POSTGRES_PASSWORD
 * @property {string} REDIS_PASSWORD
 * @property {string} STRIPE_SECRET_KEY the sandbox's, unless the environment has a real one
 * @property {string} STRIPE_WEBHOOK_SECRET likewise
 */

/**
 * Reads the secrets and makes the ones that are missing. What is in the environment wins, and isn't kept.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Secrets}
 */
export function loadSecrets(environment) {
  const kept = readJson(FILE) ?? {};
  const secrets = {
    KEY_PEPPER: kept.KEY_PEPPER ?? randomBytes(32).toString('base64'),
    CREDENTIAL_KEY: kept.CREDENTIAL_KEY ?? randomBytes(32).toString('base64'),
    POSTGRES_PASSWORD: kept.POSTGRES_PASSWORD ?? randomBytes(18).toString('hex'),
    REDIS_PASSWORD: kept.REDIS_PASSWORD ?? randomBytes(18).toString('hex'),
    STRIPE_SECRET_KEY: kept.STRIPE_SECRET_KEY ?? `sk_test_${randomBytes(18).toString('hex')}`,
    STRIPE_WEBHOOK_SECRET: kept.STRIPE_WEBHOOK_SECRET ?? `whsec_${randomBytes(24).toString('hex')}`,
  };
  if (Object.entries(secrets).some(([name, value]) => kept[name] !== value)) writeJson(FILE, { ...kept, ...secrets });
  return {
    ...secrets,
    KEY_PEPPER: environment.KEY_PEPPER || secrets.KEY_PEPPER,
    CREDENTIAL_KEY: environment.CREDENTIAL_KEY || secrets.CREDENTIAL_KEY,
    STRIPE_SECRET_KEY: environment.STRIPE_SECRET_KEY || secrets.STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: environment.STRIPE_WEBHOOK_SECRET || secrets.STRIPE_WEBHOOK_SECRET,
  };
}
