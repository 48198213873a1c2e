/** Where this checkout keeps what. Everything that isn't under version control lives in `.local`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** State, data, downloads; ignored by git. */
export const LOCAL = join(ROOT, '.local');

export const CACHE = join(LOCAL, 'cache');
export const DATA = join(LOCAL, 'data');
export const SPOOL = join(LOCAL, 'spool');
export const TEST = join(LOCAL, 'test');

/** Addresses, demo accounts and keys; written by the seed. */
export const DEMO_FILE = join(LOCAL, 'demo.json');

/**
 * What a seeded scenario made, secrets included.
 * @param {string} name
 */
export function scenarioFile(name) {
  return name === 'demo' ? DEMO_FILE : join(LOCAL, 'scenarios', `${name}.json`);
}

/** `{ name: pid }` of what runs now, rewritten at every restart. */
export const PROCESSES_FILE = join(LOCAL, 'processes.json');

/** What a start that was killed leaves for the next one to stop. */
export const RUN_FILE = join(LOCAL, 'run.json');

/** Held while `npm start` or `npm run dev` runs. */
export const START_LOCK = join(LOCAL, 'start.lock');

/** Held while dependencies are installed or packages built. */
export const PREPARE_LOCK = join(LOCAL, 'prepare.lock');
